import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { listenForKeys } from "./keys";

let pressed: string[];
let stop: () => void;
const note = (what: string) => () => void pressed.push(what);

beforeEach(() => {
  pressed = [];
  document.body.innerHTML = `<textarea></textarea><input role="combobox"><button>b</button>`;
  stop = listenForKeys({
    record: note("record"),
    find: note("find"),
    lock: note("lock"),
    help: note("help"),
    back: note("back"),
    news: note("news"),
  });
});
afterEach(() => stop());

describe("the keys that work everywhere", () => {
  it("take Ctrl with N, K and L, and Alt with Left, even while somebody writes", async () => {
    const user = userEvent.setup();
    document.querySelector("textarea")?.focus();
    await user.keyboard("{Control>}n{/Control}{Control>}k{/Control}{Control>}l{/Control}{Alt>}{ArrowLeft}{/Alt}");
    expect(pressed).toEqual(["record", "find", "lock", "back"]);
  });

  it("leave a question mark to whoever is writing", async () => {
    const user = userEvent.setup();
    for (const field of document.querySelectorAll<HTMLElement>("textarea, input")) {
      field.focus();
      await user.keyboard("?");
    }
    expect(pressed).toEqual([]);
    expect(document.querySelector("textarea")?.value).toBe("?");
  });

  it("open the page of keys with a question mark elsewhere, whether or not it needs Shift", async () => {
    const user = userEvent.setup();
    document.querySelector("button")?.focus();
    await user.keyboard("?");
    await user.keyboard("{Shift>}?{/Shift}");
    expect(pressed).toEqual(["help", "help"]);
  });

  it("leave bare letters alone", async () => {
    const user = userEvent.setup();
    document.querySelector("button")?.focus();
    await user.keyboard("nkl");
    expect(pressed).toEqual([]);
  });
});
