import { describe, expect, it } from "vitest";

import { isoToday, today } from "./dates";

describe("days in words", () => {
  it("are London's, also between midnight here and there", () => {
    const lateInSummer = new Date("2021-06-30T23:30:00Z");
    expect(today(lateInSummer)).toBe("1 July 2021");
    expect(isoToday(lateInSummer)).toBe("2021-07-01");
  });
});
