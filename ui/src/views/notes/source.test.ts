import { cleanup, render, screen } from "@testing-library/svelte";
import axe from "axe-core";
import { afterEach, describe, expect, it } from "vitest";

import type { NoteSourceView } from "../../lib/api/generated";
import SourceLine from "./SourceLine.svelte";

afterEach(cleanup);
const source = (more: Partial<NoteSourceView> = {}): NoteSourceView => ({
  reference: "S-7K2M4Q",
  sealed: true,
  young: false,
  contacts: "",
  referred: null,
  repeated: false,
  ...more,
});

describe("the line of a sealed source", () => {
  it("says that the source is sealed and by which reference people speak of it, and nothing that is not so", () => {
    render(SourceLine, { source: source() });
    screen.getByText("Source sealed · S-7K2M4Q");
    expect(screen.queryByText("Under 18")).toBeNull();
    expect(screen.queryByText(/hub/)).toBeNull();
    expect(screen.queryByText(/Take care/)).toBeNull();
  });

  it("says in words that they are under 18, how often they told something, and under which reference the hub knows", async () => {
    render(SourceLine, { source: source({ young: true, contacts: "The third time that this person told something", referred: "MASH 4412" }) });
    screen.getByText("Under 18");
    expect(screen.queryByText(/no name was sealed/)).toBeNull();
    screen.getByText("The third time that this person told something.");
    screen.getByText("Safeguarding hub’s reference MASH 4412");
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
    expect(violations).toEqual([]);
  });

  it("promises no seal where somebody under 18 was marked before any lead was named", async () => {
    render(SourceLine, { source: source({ sealed: false, young: true, referred: "MASH 4412" }) });
    screen.getByText("Told by somebody under 18 · no name was sealed");
    expect(screen.queryByText(/^Source sealed/)).toBeNull();
    screen.getByText("Safeguarding hub’s reference MASH 4412");
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
    expect(violations).toEqual([]);
  });
});
