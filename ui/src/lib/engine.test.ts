import { afterEach, beforeEach, expect, it } from "vitest";

import { holdBackTheEngine } from "./engine";

let stop: () => void;

beforeEach(() => {
  document.body.innerHTML = `<p>A van by the shops</p><textarea></textarea>`;
  stop = holdBackTheEngine();
});
afterEach(() => stop());

/** Whether the engine would go on with it. */
function goesOn(where: Element | null, event: Event): boolean {
  return where?.dispatchEvent(event) ?? false;
}

const menu = () => new MouseEvent("contextmenu", { bubbles: true, cancelable: true });
const press = (key: string, more: KeyboardEventInit = {}) =>
  new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });

it("no key loads the page again or saves it", () => {
  const field = document.querySelector("textarea");
  for (const key of [
    press("F5"),
    press("F5", { ctrlKey: true }),
    press("r", { ctrlKey: true }),
    press("R", { ctrlKey: true, shiftKey: true }),
    press("s", { ctrlKey: true }),
    press("S", { ctrlKey: true, shiftKey: true }),
  ]) {
    expect(goesOn(field, key), key.key).toBe(false);
  }
  expect(goesOn(field, press("c", { ctrlKey: true }))).toBe(true);
  expect(goesOn(field, press("r"))).toBe(true);
});

it("the engine's menu is there in a field and over chosen words, and nowhere else", () => {
  const words = document.querySelector("p");
  expect(goesOn(words, menu())).toBe(false);
  expect(goesOn(document.querySelector("textarea"), menu())).toBe(true);
  if (words) document.getSelection()?.selectAllChildren(words);
  expect(goesOn(words, menu())).toBe(true);
});
