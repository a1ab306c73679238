import { describe, expect, it } from "vitest";

import { isoToday, shortDay, today } from "./dates";

describe("days in words", () => {
  it("are London's, also between midnight here and there", () => {
    const lateInSummer = new Date("2021-06-30T23:30:00Z");
    expect(today(lateInSummer)).toBe("1 July 2021");
    expect(isoToday(lateInSummer)).toBe("2021-07-01");
  });

  it("are short where they come from an ISO day, and what is none stays as it is", () => {
    expect(shortDay("2099-02-03")).toBe("Tue 3 Feb 2099");
    expect(shortDay("Lights come first")).toBe("Lights come first");
    expect(shortDay("2099-02-99")).toBe("2099-02-99");
  });
});
