// @vitest-environment node
// What the window ships, read as it is built: no network, and nothing its content policy forbids.
import { build } from "vite";
import { beforeAll, describe, expect, it } from "vitest";

interface Built {
  output: { type: "asset" | "chunk"; fileName: string; code?: string; source?: string | Uint8Array }[];
}

async function bundle(mode: string): Promise<Built["output"]> {
  const made = await build({ mode, logLevel: "silent", build: { write: false } });
  return (made as unknown as Built).output;
}
const scripts = (files: Built["output"]) =>
  files.filter((file) => file.type === "chunk").map((file) => file.code ?? "").join("\n");
const text = (files: Built["output"], end: string) =>
  files.filter((file) => file.fileName.endsWith(end)).map((file) => String(file.source)).join("\n");

const NETWORK = /\bfetch\s*\(|\bEventSource\b|\bXMLHttpRequest\b|\bWebSocket\b|\bsendBeacon\b/;

describe("the shipped window", () => {
  let files: Built["output"];
  beforeAll(async () => void (files = await bundle("production")), 60_000);

  it("contains no network code", () => {
    expect(scripts(files)).not.toMatch(NETWORK);
  });

  it("makes no code from text, which its policy forbids", () => {
    expect(scripts(files)).not.toMatch(/\bnew Function\b|\beval\(/);
  });

  it("names no other place to load anything from", () => {
    expect(text(files, ".html")).not.toMatch(/https?:\/\/|<style|\sstyle=/);
    expect(text(files, ".css")).not.toMatch(/url\((?!["']?(?:\.|assets|\/assets))|@import/);
  });

  it("speaks to the desktop shell, where the test host's build speaks over its address", async () => {
    expect(scripts(files)).toContain("__TAURI_INTERNALS__");
    const other = scripts(await bundle("testhost"));
    expect(other).toMatch(NETWORK);
    expect(other).not.toContain("__TAURI_INTERNALS__");
  }, 60_000);
});
