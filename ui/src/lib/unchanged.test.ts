import { expect, it } from "vitest";

import { unchanged } from "./unchanged";

it("keeps the rows that say what they said, in the order that came, and takes the others", () => {
  const before = [{ id: "a", words: "old" }, { id: "b", words: "same" }];
  const now = [{ id: "b", words: "same" }, { id: "a", words: "new" }, { id: "c", words: "" }];
  const rows = unchanged(before, now, (row) => row.id);
  expect(rows).toEqual(now);
  expect(rows[0]).toBe(before[1]);
  expect(rows[1]).toBe(now[1]);
});
