import { describe, expect, it } from "vitest";

import { Turns } from "./turns";

describe("acts in turn", () => {
  it("runs one at a time, in the order asked for", async () => {
    const turns = new Turns();
    const seen: string[] = [];
    let open: () => void = () => undefined;
    const first = turns.take(async () => {
      await new Promise<void>((done) => (open = done));
      seen.push("first");
    });
    const second = turns.take(async () => void seen.push("second"));
    await Promise.resolve();
    open();
    await Promise.all([first, second]);
    expect(seen).toEqual(["first", "second"]);
  });

  it("goes on after one that failed before it had begun to wait", async () => {
    const turns = new Turns();
    const failed = turns.take(() => {
      throw new Error("at once");
    });
    const next = turns.take(async () => "next");
    await expect(failed).rejects.toThrow("at once");
    await expect(next).resolves.toBe("next");
  });
});
