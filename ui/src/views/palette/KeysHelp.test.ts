import { cleanup, render, screen } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";

import KeysHelp from "./KeysHelp.svelte";

afterEach(cleanup);
const caps = (does: string) =>
  [...(screen.getByText(does).previousElementSibling?.querySelectorAll("kbd") ?? [])].map((cap) => cap.textContent);

describe("the help on keys", () => {
  it("draws two keys as two caps, and keys pressed together as one", () => {
    render(KeysHelp, { sample: false, onclose: () => undefined });
    expect(caps("Next and previous note, where letter keys are on")).toEqual(["J", "K"]);
    expect(caps("Move in a list or menu")).toEqual(["Up", "Down"]);
    expect(caps("Record a note")).toEqual(["Ctrl N"]);
  });

  it("names the keys of triage to those who have it, and to nobody else", () => {
    render(KeysHelp, { sample: false, triages: true, onclose: () => undefined });
    expect(caps("Assign")).toEqual(["A"]);
    expect(caps("Write briefing")).toEqual(["B"]);
    expect(caps("Keep, with a reason")).toEqual(["K"]);
    expect(caps("Erase…")).toEqual(["E"]);
    cleanup();
    render(KeysHelp, { sample: false, onclose: () => undefined });
    expect(screen.queryByText("Write briefing")).toBeNull();
  });

  it("names no key for locking where sample data cannot be locked", () => {
    render(KeysHelp, { sample: true, onclose: () => undefined });
    expect(screen.queryByText("Lock")).toBeNull();
  });
});
