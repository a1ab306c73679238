import { screen, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";

import { done } from "../../testing/triage";
import { anew, arrive, loaded, row } from "../../testing/triageView";

anew();

describe("writing a briefing", () => {
  const found = { key: "k1", rule: "exact-time", start: 0, end: 4, message: "An exact time.", suggestion: null, note: null };
  const coach = (args: Record<string, unknown>) => ({ findings: String(args["text"]).includes("text") ? [found] : [] });

  it("stands beside the note, shares it with its sentence, and comes back to the queue", async () => {
    const { user, book } = await arrive({ coach, triage_brief: done("Shared with Addison.") });
    await user.keyboard("b");
    const field = await screen.findByLabelText("What everybody granted the ward may read");
    expect(field).toHaveFocus();
    within(screen.getByRole("region", { name: /Original/ })).getByText(/of n1/);
    screen.getByText("Everybody granted Addison may read it");
    await user.type(field, "Groups gather in the evening.");
    await user.click(screen.getByRole("button", { name: "Share briefing" }));
    await vi.waitFor(() =>
      expect(book.of("triage_brief")[0]?.args).toEqual({ id: "n1", text: "Groups gather in the evening.", sentence: null }),
    );
    await row(/Lights out/);
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Write briefing" })).toHaveFocus());
  });

  it("says what could still give somebody away and what is gone, and stops nobody", async () => {
    const { user, book } = await arrive({ coach, triage_brief: done("Shared.") });
    await user.keyboard("b");
    const field = await screen.findByLabelText("What everybody granted the ward may read");
    await user.type(field, "Groups");
    await screen.findByText("Gone from the briefing");
    await user.clear(field);
    await user.click(screen.getByRole("button", { name: "Begin with the original text" }));
    await screen.findByText("Still in the briefing");
    screen.getByText("The briefing is the note word for word.");
    await user.click(screen.getByRole("button", { name: "Share briefing" }));
    await vi.waitFor(() => expect(book.of("triage_brief")).toHaveLength(1));
  });

  it("keeps what was written while the queue is looked at", async () => {
    const { user } = await arrive({ coach });
    await user.keyboard("b");
    await user.type(await screen.findByLabelText("What everybody granted the ward may read"), "Groups");
    await user.keyboard("{Escape}");
    await row(/Lights out/);
    await loaded();
    await user.keyboard("b");
    expect(await screen.findByLabelText("What everybody granted the ward may read")).toHaveValue("Groups");
  });
});
