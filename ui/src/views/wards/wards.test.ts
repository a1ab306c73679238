import { describe, expect, it } from "vitest";
import { useTransport } from "../../lib/api/client";
import type { WardRow } from "../../lib/api/generated";
import { order, WardsState } from "./wards.svelte";

const row = (name: string, residents: number | null, byMonth: number[]): WardRow => ({
  ward: { code: `E0-${name}`, name, boundaries: "2014" },
  residents,
  notes: byMonth.reduce((sum, n) => sum + n, 0),
  by_month: byMonth,
  last: null,
});
const rows = [row("Town", 11_350, [1, 0]), row("Addison", null, [0, 2]), row("Munster", 11_150, [3, 0])];
const names = (sorted: WardRow[]) => sorted.map((each) => each.ward.name);

function answering(answers: Record<string, (args: Record<string, unknown>) => unknown>) {
  useTransport({
    query: async (name, args) => answers[name]?.(args as Record<string, unknown>),
    mutate: async () => ({}),
    listen: () => () => undefined,
  });
}

describe("the wards in use", () => {
  it("stand by name until somebody asks for another order", () => {
    expect(names(order(rows, "name", false))).toEqual(["Addison", "Munster", "Town"]);
  });

  it("start with the most notes when sorted by notes", () => {
    expect(names(order(rows, "notes", false))).toEqual(["Munster", "Addison", "Town"]);
  });

  it("put a ward whose residents are not known last, whichever way round", () => {
    expect(names(order(rows, "residents", false)).at(-1)).toBe("Addison");
    expect(names(order(rows, "residents", true)).at(-1)).toBe("Addison");
  });

  it("turn the order round when the same column is asked for again", async () => {
    answering({ wards: () => ({ months: [], rows, other_boundaries: 0, residents_note: null }) });
    const page = new WardsState();
    await page.load();
    page.sort("notes");
    expect(names(page.rows)[0]).toBe("Munster");
    page.sort("notes");
    expect(names(page.rows)[0]).toBe("Town");
  });

  it("share one scale, and add up by month", async () => {
    answering({ wards: () => ({ months: [{ id: "a" }, { id: "b" }], rows, other_boundaries: 0, residents_note: null }) });
    const page = new WardsState();
    await page.load();
    expect(page.highest).toBe(3);
    expect(page.totals).toEqual({ notes: 6, byMonth: [4, 2] });
  });

  it("drop a ward that arrives after another was chosen", async () => {
    const waiting: Record<string, (view: unknown) => void> = {};
    answering({ ward: (args) => new Promise((done) => { waiting[String(args.code)] = done; }) });
    const page = new WardsState();
    const first = page.choose("a");
    const second = page.choose("b");
    waiting["b"]?.({ row: rows[1] });
    waiting["a"]?.({ row: rows[0] });
    await Promise.all([first, second]);
    expect(page.ward?.row.ward.name).toBe("Addison");
  });
});
