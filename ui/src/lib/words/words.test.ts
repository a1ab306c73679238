import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { briefings } from "./briefings";
import { words } from "./en";
import { files } from "./files";
import { grading } from "./grading";
import { keeping } from "./keeping";
import { notes } from "./notes";
import { partnership } from "./partnership";
import { begun, decisions, people } from "./people";
import { plans } from "./plans";
import { record } from "./record";
import { sharing } from "./sharing";
import { source, sources, teller } from "./sources";
import { subject } from "./subject";
import { trail } from "./trail";
import { triage } from "./triage";

function sentences(of: unknown, found: string[] = []): string[] {
  if (typeof of === "string") found.push(of);
  else if (typeof of === "object" && of !== null) for (const part of Object.values(of)) sentences(part, found);
  return found;
}

describe("the catalogue of words", () => {
  it("is calm: no Oops, no please, no exclamation marks, no straight quotes", () => {
    const loud = sentences([words, notes, record, partnership, people, decisions, begun, triage, briefings, plans, files, grading, sharing, source, sources, teller, trail, keeping, subject]).filter((text) => /\boops\b|\bplease\b|!|"|\w'\w/i.test(text));
    expect(loud).toEqual([]);
  });

  it("says of photos and documents what the terminal says of them", () => {
    const domain = readFileSync(join(process.cwd(), "../crates/domain/src/words/files.rs"), "utf8");
    for (const sentence of [files.cleaned, files.kept]) expect(domain).toContain(`"${sentence}"`);
  });

  it("calls the things a test host and a screen reader look for by their agreed names", () => {
    expect([words.firstRun.explore, words.firstRun.join, words.firstRun.start]).toEqual([
      "Explore with sample data",
      "Join your partnership",
      "Start on this computer",
    ]);
    expect([words.create.name, words.create.passphrase, words.create.again]).toEqual([
      "Your name",
      "Passphrase",
      "Passphrase again",
    ]);
    expect([words.create.boundaries, words.create.act, words.code.kept]).toEqual([
      "Ward boundaries",
      "Create notebook",
      "I have kept it",
    ]);
    expect([words.locked.passphrase, words.locked.unlock]).toEqual(["Passphrase", "Unlock"]);
    expect([words.places.triage, words.places.plans]).toEqual(["Triage", "Plans & actions"]);
    expect([words.places.today, words.places.notes, words.places.wards, words.places.record]).toEqual([
      "Today",
      "Notes",
      "Wards",
      "Record a note",
    ]);
  });
});
