import { describe, expect, it } from "vitest";

import { Latest } from "./latest";

function asked() {
  const latest = new Latest();
  const shown: string[] = [];
  const ended: string[] = [];
  const ask = (name: string) => {
    let answer: (words: string) => void = () => undefined;
    let refuse: (cause: Error) => void = () => undefined;
    const question = new Promise<string>((done, failed) => {
      answer = done;
      refuse = failed;
    });
    void latest
      .ask(() => question, (words) => shown.push(words), ({ message }) => shown.push(`refused: ${message}`))
      .then(() => ended.push(name));
    return { answer, refuse };
  };
  const settle = () => new Promise((done) => setTimeout(done));
  return { ask, shown, ended, settle };
}

describe("a list that is asked for again before it has answered", () => {
  it("shows what was asked last, in whichever order the answers come", async () => {
    const { ask, shown, settle } = asked();
    const [first, second] = [ask("first"), ask("second")];
    second.answer("new");
    first.answer("old");
    await settle();
    expect(shown).toEqual(["new"]);
  });

  it("lets whoever waits for an earlier answer wait for the last one", async () => {
    const { ask, shown, ended, settle } = asked();
    const [first, second] = [ask("first"), ask("second")];
    first.answer("old");
    await settle();
    expect(ended).toEqual([]);
    second.answer("new");
    await settle();
    expect(shown).toEqual(["new"]);
    expect([...ended].sort()).toEqual(["first", "second"]);
  });

  it("says why the last one was refused, and not that an earlier one was", async () => {
    const { ask, shown, settle } = asked();
    const [first, second] = [ask("first"), ask("second")];
    first.refuse(new Error("too early"));
    second.refuse(new Error("in use"));
    await settle();
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatch(/^refused: /);
  });
});
