import { describe, expect, it } from "vitest";

import { subjectItem } from "../../testing/subject";
import { excerptOf } from "./pieces";

describe("a few words of a text", () => {
  it("stand around the first place that mentions them", () => {
    const long = subjectItem("i1", "x".repeat(200));
    const pieces = excerptOf(long);
    expect(pieces.map(({ hit }) => hit)).toEqual([false, true, false, false, false]);
    expect(pieces[0]?.text).toBe(`…${"x".repeat(39)} `);
    expect(pieces[1]?.text).toBe("Jordan Blake");
  });
});
