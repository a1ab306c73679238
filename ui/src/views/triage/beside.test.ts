import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { router } from "../../lib/router.svelte";
import { anew } from "../../testing/anew";
import { beside, done, helen, near, sam } from "../../testing/triage";
import { arrive } from "../../testing/triageView";

anew();

describe("what stands beside a note", () => {
  it("is said in full: who sees to it, what was told, asked, shared, sent and closed", async () => {
    await arrive({
      triage_note: (args: Record<string, unknown>) =>
        beside(String(args["id"]), {
          assigned: sam,
          told: [{ id: "t1", step: "read", label: "Read", sentence: "It was read.", author: helen, when: "today, 14:32" }],
          asked: { id: "q1", text: "Which evening?", author: helen, when: "today, 15:00", answer: null },
          referrals: [{ id: "r1", to: "police", label: "Police", reference: "CAD 4412", author: helen, when: "today", undo: ["record:r1"] }],
          closure: { id: "c1", reason: "Known to the unit", author: sam, when: "today, 16:00", undo: ["record:c1", "record:c2"] },
          plans: [{ id: "pl1", title: "Larkfield footpath", status: "active", status_label: "Active" }],
        }),
    });
    const side = within(screen.getByRole("complementary", { name: "What stands beside this note" }));
    for (const words of ["Sam Whitfield", "It was read.", "Which evening?", "Not answered yet", "Reference CAD 4412", "Known to the unit"])
      side.getByText(words);
    await userEvent.setup().click(side.getByRole("link", { name: "Larkfield footpath" }));
    expect(router.current).toEqual({ page: "plans", plan: "pl1" });
  });

  it("offers a likely duplicate with why, and relates it", async () => {
    const { user, book } = await arrive({
      triage_note: (args: Record<string, unknown>) => beside(String(args["id"]), { near: [near("m1", "Lamps broken by the path")] }),
      triage_relate: done("Of one matter."),
    });
    screen.getByText("Same ward, the day before, much the same words");
    await user.click(screen.getByRole("button", { name: "Same matter as Lamps broken by the path" }));
    await vi.waitFor(() => expect(book.of("triage_relate")[0]?.args).toEqual({ ids: ["n1", "m1"] }));
  });

  it("takes a remark for colleagues, and one’s own back", async () => {
    const remark = { id: "x1", text: "Seen by the caretaker", author: helen, when: "today", undo: ["record:x1"] };
    const { user, book } = await arrive({
      triage_note: (args: Record<string, unknown>) => beside(String(args["id"]), { remarks: [remark] }),
      triage_remark: done("Remark added."),
    });
    await user.type(screen.getByLabelText("Add a remark"), "Ask again on Monday");
    await user.click(screen.getByRole("button", { name: "Add" }));
    await vi.waitFor(() => expect(book.of("triage_remark")[0]?.args).toEqual({ id: "n1", text: "Ask again on Monday" }));
    await user.click(screen.getByRole("button", { name: "Take back your remark “Seen by the caretaker”" }));
    await vi.waitFor(() => expect(book.of("take_back")[0]?.args).toEqual({ undo: ["record:x1"] }));
  });
});
