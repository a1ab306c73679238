import { describe, expect, it } from "vitest";
import { findWards, settle } from "./wardFind";

const wards = [
  { code: "E05013736", name: "College Park & Old Oak" },
  { code: "E05013738", name: "Fulham Reach" },
  { code: "E05013739", name: "Fulham Town" },
  { code: "E05013748", name: "Shepherd’s Bush Green" },
  { code: "E05013752", name: "White City" },
];
const names = (typed: string) => findWards(wards, typed).map((ward) => ward.name);

describe("finding a ward", () => {
  it("offers every ward by name while nothing is typed", () => {
    expect(names("")).toHaveLength(5);
  });
  it("finds an apostrophe nobody typed", () => {
    expect(names("shepherds")).toEqual(["Shepherd’s Bush Green"]);
  });
  it("reads the word and for the sign", () => {
    expect(names("college park and old")).toEqual(["College Park & Old Oak"]);
  });
  it("puts the start of a name before the start of a later word", () => {
    expect(names("c")[0]).toBe("College Park & Old Oak");
    expect(names("c")).toContain("White City");
  });
  it("finds a ward by its code", () => {
    expect(names("e05013752")).toEqual(["White City"]);
  });
  it("settles on the only ward left, and on none where there are two", () => {
    expect(settle(wards, "white")?.name).toBe("White City");
    expect(settle(wards, "fulham")).toBeNull();
    expect(settle(wards, "fulham town")?.name).toBe("Fulham Town");
  });
});
