import { screen, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";

import { anew } from "../../testing/anew";
import { noteView, refuse } from "../../testing/book";
import { done, ines, sam } from "../../testing/triage";
import { arrive, loaded, row } from "../../testing/triageView";

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

describe("what stops a briefing", () => {
  const stop = "S-7K2M4Q is a sealed source, and more people read this than may know of it. Write it without the reference.";
  const brief_check = (args: Record<string, unknown>) => ({ stops: String(args["text"]).includes("S-7K2M4Q") ? [stop] : [] });
  const label = "What everybody granted the ward may read";

  it("is said under the paper at the next pause, counted at the foot, and named by the button that shares", async () => {
    const { user, book } = await arrive({ brief_check });
    await user.keyboard("b");
    const field = await screen.findByLabelText(label);
    await vi.waitFor(() => expect(book.of("brief_check")[0]?.args).toEqual({ id: "n1", text: "" }));
    const share = screen.getByRole("button", { name: "Share briefing" });
    expect(share).not.toHaveAccessibleDescription();
    await user.type(field, "Told by S-7K2M4Q");
    const asked = book.of("brief_check").length;
    await screen.findByText(stop);
    // Asked at a pause, and not for each letter.
    expect(asked).toBe(1);
    screen.getByText("1 thing stops it");
    expect(share).toHaveAccessibleDescription(expect.stringContaining(stop));
    await user.clear(field);
    await user.type(field, "Groups gather");
    await vi.waitFor(() => expect(screen.queryByText(stop)).toBeNull());
    expect(share).not.toHaveAccessibleDescription();
  });

  it("is said once where sharing was refused for it, at the field, and every word stays", async () => {
    const refused = refuse("source-named", stop, { field_errors: [{ field: "text", message: stop }] });
    const { user } = await arrive({ brief_check, triage_brief: refused });
    await user.keyboard("b");
    const field = await screen.findByLabelText(label);
    await user.type(field, "Told by S-7K2M4Q");
    await screen.findByText(stop);
    await user.click(screen.getByRole("button", { name: "Share briefing" }));
    await vi.waitFor(() => expect(field).toHaveFocus());
    expect(field).toHaveAccessibleDescription(expect.stringContaining(stop));
    expect(screen.getAllByText(stop)).toHaveLength(1);
    expect(field).toHaveValue("Told by S-7K2M4Q");
  });

  it("is known before anything is written, where nothing of the note may be shared", async () => {
    const above = "Wardbook holds nothing marked above OFFICIAL-SENSITIVE.";
    const { user } = await arrive({ brief_check: () => ({ stops: [above] }) });
    await user.keyboard("b");
    await screen.findByText(above);
  });

  it("that could not be heard stops nobody from writing or sharing", async () => {
    const { user, book } = await arrive({ brief_check: refuse("internal", "No."), triage_brief: done("Shared.") });
    await user.keyboard("b");
    await user.type(await screen.findByLabelText(label), "Groups gather");
    await user.click(screen.getByRole("button", { name: "Share briefing" }));
    await vi.waitFor(() => expect(book.of("triage_brief")).toHaveLength(1));
  });
});

describe("the note beside its briefing", () => {
  it("stands with what was added to it, by whom, what was found in each, and that its source stays sealed", async () => {
    const amendment = (id: string, text: string, more: object = {}) => ({
      id, text, pieces: [], at: "", when: "22 Nov, 14:32", author: sam, taken_back: false, answers: false, ...more,
    });
    const source = { reference: "S-7K2M4Q", sealed: true, young: false, contacts: "", referred: null, repeated: false };
    const amendments = [amendment("a1", "It was Thursday."), amendment("a2", "Never mind.", { taken_back: true })];
    const at = "text of n1\n\nIt was ".length;
    const found = { key: "k1", rule: "exact-time", start: at, end: at + "Thursday".length, message: "An exact day.", suggestion: null, note: null };
    const { user, book } = await arrive({
      note: (args) => noteView(String(args["id"]), { author: ines, amendments, source, can_amend: false }),
      coach: () => ({ findings: [found] }),
    });
    await user.keyboard("b");
    const original = await screen.findByRole("region", { name: /Original/ });
    within(original).getByRole("heading", { name: "Amended by Sam Whitfield, 22 Nov, 14:32" });
    expect((await within(original).findByText("Thursday")).tagName).toBe("MARK");
    expect(within(original).queryByText(/Never mind/)).toBeNull();
    within(original).getByText("The source stays sealed. The briefing carries nothing of it.");
    expect(book.of("coach")[0]?.args).toMatchObject({ text: "text of n1\n\nIt was Thursday." });
  });
});
