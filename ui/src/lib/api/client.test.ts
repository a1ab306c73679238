import { describe, expect, it } from "vitest";

import { failure, notebook, refuse } from "../../testing/book";
import { asRefusal, mutate, onLocked, query, Refusal, subscribe } from "./client";

describe("the door to the notebook", () => {
  it("gives every act its own request id and a question none", async () => {
    const book = notebook({ lock: () => ({}), session: () => ({}) });
    await mutate("lock");
    await mutate("lock");
    await query("session");
    const [first, second] = book.of("lock");
    expect(first?.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(second?.requestId).not.toBe(first?.requestId);
    expect(book.of("session")[0]?.requestId).toBeNull();
  });

  it("passes a refusal on with its code, fields and wait", async () => {
    const fields = [{ field: "passphrase", message: "Too short." }];
    notebook({ unlock: refuse("wait", "Later.", { wait_seconds: 5, field_errors: fields }) });
    const refusal = await mutate("unlock", { passphrase: "x" }).catch(asRefusal);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ code: "wait", message: "Later.", wait_seconds: 5, field_errors: fields });
  });

  it("words a fault that nobody worded, and says what is safe", async () => {
    notebook({});
    const refusal = await query("today").catch(asRefusal);
    expect(refusal).toMatchObject({ code: "internal", retryable: true });
    expect((refusal as Refusal).message).toContain("What was recorded before is safe");
    expect((refusal as Refusal).message).not.toContain("nobody answers");
  });

  it("tells of a lock that any call ran into", async () => {
    notebook({ today: refuse("locked", "Locked. Your draft is kept.") });
    let told = 0;
    const stop = onLocked(() => (told += 1));
    await query("today").catch(() => undefined);
    stop();
    await query("today").catch(() => undefined);
    expect(told).toBe(1);
  });

  it("tells every follower of a change until it stops following", () => {
    const book = notebook({});
    const heard: string[] = [];
    const stop = subscribe((event) => heard.push(`one ${event.topics.join()}`));
    const stopOther = subscribe((event) => heard.push(`two ${event.topics.join()}`));
    book.tell("notes");
    stop();
    book.tell("drafts");
    stopOther();
    expect(heard).toEqual(["one notes", "two notes", "two drafts"]);
  });

  it("keeps a refusal a refusal when it is asked about twice", () => {
    const refusal = asRefusal(failure("disk-full", "The disk is full."));
    expect(asRefusal(refusal)).toBe(refusal);
  });
});
