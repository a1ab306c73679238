import { describe, expect, it } from "vitest";

import { Again } from "./again";

function asked() {
  const answers: (() => void)[] = [];
  const again = new Again(() => new Promise<void>((done) => answers.push(done)));
  const settle = () => new Promise((done) => setTimeout(done));
  return { again, answers, settle };
}

describe("asking again", () => {
  it("has one question under way and one behind it, however often a change is told", async () => {
    const { again, answers, settle } = asked();
    for (let told = 0; told < 5; told += 1) void again.run();
    expect(answers).toHaveLength(1);
    answers[0]?.();
    await settle();
    expect(answers).toHaveLength(2);
    answers[1]?.();
    await settle();
    expect(answers).toHaveLength(2);
  });

  it("lets who waits have an answer to a question that was asked after their change", async () => {
    const { again, answers, settle } = asked();
    const ended: string[] = [];
    void again.run().then(() => ended.push("first"));
    void again.run().then(() => ended.push("second"));
    answers[0]?.();
    await settle();
    expect(ended).toEqual(["first"]);
    answers[1]?.();
    await settle();
    expect(ended).toEqual(["first", "second"]);
  });

  it("goes on after a question that failed", async () => {
    let times = 0;
    const again = new Again(() => Promise.reject(new Error(String((times += 1)))));
    await again.run();
    await again.run();
    expect(times).toBe(2);
  });
});
