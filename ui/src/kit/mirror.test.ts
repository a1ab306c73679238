import { describe, expect, it } from "vitest";
import { characters, follow, pieces } from "./mirror";

describe("the layer beneath a writing field", () => {
  it("gives back every character of the text, in order", () => {
    const text = "One two three";
    const cut = pieces(text, [{ start: 4, end: 7 }]);
    expect(cut.map((piece) => piece.text).join("")).toBe(text);
    expect(cut[1]).toEqual({ text: "two", marks: [0] });
  });

  it("keeps both underlines where two findings overlap", () => {
    const cut = pieces("abcdef", [{ start: 0, end: 4 }, { start: 2, end: 6 }]);
    expect(cut.map((piece) => piece.marks)).toEqual([[0], [0, 1], [1]]);
  });

  it("does not fall over a finding beyond the end of a text made shorter", () => {
    expect(pieces("ab", [{ start: 5, end: 9 }])).toEqual([{ text: "ab", marks: [] }]);
  });

  it("moves a finding along when words are typed before it", () => {
    expect(follow("call J.R. now", "they call J.R. now", [{ start: 5, end: 9 }])).toEqual([
      { start: 10, end: 14 },
    ]);
  });

  it("leaves a finding alone when words are typed after it", () => {
    expect(follow("J.R. now", "J.R. now then", [{ start: 0, end: 4 }])).toEqual([{ start: 0, end: 4 }]);
  });

  it("drops a finding whose own words were changed", () => {
    expect(follow("call J.R. now", "call J.Rob now", [{ start: 5, end: 9 }])).toEqual([]);
  });

  it("counts a character outside the basic plane once, as the limit does", () => {
    expect(characters("a😀b")).toBe(3);
  });
});
