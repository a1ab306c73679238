import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";

import { session } from "../../lib/session.svelte";
import { locked, notebook, refuse } from "../../testing/book";
import LockedView from "./LockedView.svelte";

const sent = { accepted: 3, already: 0, held: 0, refused: 0, later: 0, unreadable: 0, words: ["With the partnership: 3 items sent now."] };

async function neither(unsent: boolean | null, answers: Parameters<typeof notebook>[0] = {}) {
  const view = { ...locked, unsent } as Extract<typeof locked, { stage: "locked" }>;
  const book = notebook({ session: () => view, ...answers });
  session.view = view;
  const user = userEvent.setup();
  render(LockedView, { view });
  await user.click(screen.getByRole("button", { name: "I have neither" }));
  return { book, user };
}

afterEach(() => {
  cleanup();
  session.view = null;
});

describe("neither passphrase nor recovery code", () => {
  it("sends what waits with an invitation and then offers to put the notebook aside", async () => {
    const { book, user } = await neither(true, { unsent_send: () => sent });
    expect(screen.queryByRole("button", { name: "Put this notebook aside" })).toBeNull();
    await user.type(screen.getByLabelText("Invitation"), "wardbook-abc");
    await user.click(screen.getByRole("button", { name: "Send what waits" }));
    expect(await screen.findByText("With the partnership: 3 items sent now.")).toBeTruthy();
    expect(book.calls.some((call) => call.name === "unsent_send")).toBe(true);
    expect(screen.getByRole("button", { name: "Put this notebook aside" })).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Send what waits" })).toBeNull();
  });

  it("keeps the invitation on the page where it was not sent, and says why", async () => {
    const message = "That is not an invitation. Nothing was sent.";
    const { user } = await neither(true, {
      unsent_send: refuse("not-an-invitation", message, { field_errors: [{ field: "invitation", message }] }),
    });
    const field = screen.getByLabelText<HTMLTextAreaElement>("Invitation");
    await user.type(field, "by pigeon");
    await user.click(screen.getByRole("button", { name: "Send what waits" }));
    expect(await screen.findByText(message)).toBeTruthy();
    expect(field.value).toBe("by pigeon");
  });

  it("offers to send again what the server puts off", async () => {
    const { user } = await neither(true, { unsent_send: () => ({ ...sent, later: 1 }) });
    await user.type(screen.getByLabelText("Invitation"), "wardbook-abc");
    await user.click(screen.getByRole("button", { name: "Send what waits" }));
    await screen.findByText("With the partnership: 3 items sent now.");
    expect(screen.getByRole("button", { name: "Send what waits" })).toBeTruthy();
  });

  it("speaks of a server only where there is one", async () => {
    await neither(null);
    expect(screen.queryByLabelText("Invitation")).toBeNull();
    expect(screen.getByText(/If you have a backup/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Put this notebook aside" })).toBeTruthy();
  });
});
