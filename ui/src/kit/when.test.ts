import { describe, expect, it } from "vitest";
import { blankWhen, choose, daysAgo, fromAnswer, lineWhen, marginDay, readDay, readMonth, readTime, toAnswer, typed } from "./when";

// 14 October 2021, 16:58 in London, which is 15:58 in UTC: summer time is still on.
const now = new Date("2021-10-14T15:58:00Z");

describe("when it was", () => {
  it("fills the fields for yesterday across the end of a month", () => {
    const first = new Date("2021-11-01T09:00:00Z");
    expect(choose("yesterday", blankWhen, first)).toEqual({
      choice: "yesterday", day: "31", month: "10", year: "2021", about: "",
    });
  });

  it("knows the day of London when UTC is still on the day before", () => {
    const justAfterMidnight = new Date("2021-07-31T23:10:00Z");
    expect(choose("earlier", blankWhen, justAfterMidnight)).toMatchObject({ day: "1", month: "8" });
  });

  it("keeps a time already typed when the quick choice changes", () => {
    const before = { ...choose("earlier", blankWhen, now), about: "16:30" };
    expect(choose("yesterday", before, now).about).toBe("16:30");
  });

  it("becomes a date as soon as another day is typed, but not for a time", () => {
    const earlier = choose("earlier", blankWhen, now);
    expect(typed("day", "11", earlier).choice).toBe("date");
    expect(typed("about", "16:30", earlier).choice).toBe("earlier");
  });

  it("starts a date in this year and leaves day and month to be typed", () => {
    expect(choose("date", blankWhen, now)).toEqual({
      choice: "date", day: "", month: "", year: "2021", about: "",
    });
  });

  it.each([
    ["16:30", "16:30"], ["16.30", "16:30"], ["1630", "16:30"], ["4pm", "16:00"],
    ["4.30 p.m.", "16:30"], ["12am", "00:00"], ["9", "09:00"], ["", ""],
  ])("reads the time %s", (text, expected) => {
    expect(readTime(text)).toBe(expected);
  });

  it.each(["25:00", "16:75", "half four", "13pm"])("passes the time %s on rather than guessing", (text) => {
    expect(readTime(text)).toBe(text);
  });

  it("reads a month written as a word", () => {
    expect(["Sept", "october", "10", "x"].map(readMonth)).toEqual(["9", "10", "10", "x"]);
  });

  it("answers with nothing but the time for a quick choice", () => {
    expect(toAnswer({ ...choose("yesterday", blankWhen, now), about: "4pm" })).toEqual({
      kind: "yesterday", time: "16:00",
    });
  });

  it("turns the now of an old draft into the moment it was kept", () => {
    const saved = "2021-10-13T16:20:00Z";
    expect(fromAnswer({ kind: "now" }, saved, now)).toEqual({
      choice: "yesterday", day: "13", month: "10", year: "2021", about: "17:20",
    });
  });

  it("lets now be now for a draft left a moment ago", () => {
    expect(fromAnswer({ kind: "now" }, "2021-10-14T15:50:00Z", now)).toEqual(blankWhen);
  });

  it("opens a draft whose date was written out", () => {
    expect(fromAnswer({ kind: "iso", text: "2021-10-11T16:30" }, "2021-10-12T12:00:00Z", now)).toEqual({
      choice: "date", day: "11", month: "10", year: "2021", about: "16:30",
    });
  });

  it("gives back yesterday as the day it meant when the draft was kept", () => {
    const saved = "2021-10-10T12:00:00Z";
    expect(fromAnswer({ kind: "yesterday", time: "09:00" }, saved, now)).toEqual({
      choice: "date", day: "9", month: "10", year: "2021", about: "09:00",
    });
  });
});

describe("days", () => {
  it("reads three fields as a day, and no day as none", () => {
    expect(readDay({ day: "3", month: "Sept", year: "2021" })).toBe("2021-09-03");
    expect(readDay({ day: "31", month: "9", year: "2021" })).toBeNull();
    expect(readDay({ day: "3", month: "", year: "2021" })).toBeNull();
  });

  it("counts days back across the day the clocks change", () => {
    expect(daysAgo(30, new Date("2021-11-10T12:00:00Z"))).toBe("2021-10-11");
  });

  it("says today, a time this year, and the year before that", () => {
    expect(marginDay("2021-10-14T16:30", now, "Today")).toEqual({ day: "Today", under: "16:30" });
    expect(marginDay("2021-10-11", now, "Today")).toEqual({ day: "11 Oct", under: "" });
    expect(marginDay("2020-12-24T09:00", now, "Today")).toEqual({ day: "24 Dec", under: "2020" });
  });

  it("puts a moment told in UTC on the day it was in London", () => {
    expect(marginDay("2021-07-31T23:10:00Z", now, "Today")).toEqual({ day: "1 Aug", under: "00:10" });
  });
});

describe("a moment beside the words of a list", () => {
  const now = new Date("2021-10-14T15:58:00Z");
  it.each([
    ["today 16:30", "2021-10-14T15:30:00Z", "today 16:30"],
    ["Mon 4 Oct 2021, 20:45", "2021-10-04T20:45:00", "4 Oct, 20:45"],
    ["Mon 4 Oct 2021", "2021-10-04", "4 Oct"],
    ["Wed 18 Mar 2020, 09:00", "2020-03-18T09:00:00", "18 Mar 2020"],
  ])("shortens %s where that can be told", (words, iso, said) => {
    expect(lineWhen(words, iso, now)).toBe(said);
  });
});
