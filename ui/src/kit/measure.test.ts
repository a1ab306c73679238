import { describe, expect, it } from "vitest";

import { figure, measured } from "./measure";

describe("the line of a measure", () => {
  it("reads the number people begin with, and none from words alone", () => {
    expect(["21 or fewer", "1,240", " -3", "no rise", "", null].map(figure)).toEqual([21, 1240, -3, null, null, null]);
  });

  it("puts the three in the order of their sizes", () => {
    const at = measured("31", "24", "21 or fewer");
    expect((at?.target ?? 0) < (at?.now ?? 0) && (at?.now ?? 0) < (at?.start ?? 0)).toBe(true);
  });

  it("draws nothing from a single number", () => {
    expect(measured("31", null, "no rise")).toBeNull();
  });

  it("stays on the line where all are nought", () => {
    expect(measured("0", "0", "0")).toEqual({ start: 6, now: 6, target: 6 });
  });
});
