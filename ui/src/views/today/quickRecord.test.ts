import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

describe("the line under the quick field", () => {
  it("wraps by the words in it and not by the window’s width, so that enlarged text overlaps nothing", () => {
    const css = readFileSync("src/views/today/QuickRecord.svelte", "utf8").split("\n<style>")[1] ?? "";
    /** What a rule says that holds at any width. */
    const rule = (of: string) => css.split(`\n  ${of} {`)[1]?.split("}")[0] ?? "";
    expect(rule(".under")).toContain("flex-wrap: wrap;");
    expect(rule(".when-pick")).toContain("max-width: 100%;");
    expect(css).not.toContain("flex-wrap: nowrap");
    // Beside the question that is only heard, no words are held on one line.
    expect(css.match(/white-space: nowrap/g)).toHaveLength(1);
    expect(rule(".quick :global(.under legend:not(.vh))")).toContain("white-space: nowrap");
    expect(readFileSync("src/styles/writing.css", "utf8")).toContain(".ward-pick{display:flex;flex-wrap:wrap;");
  });
});
