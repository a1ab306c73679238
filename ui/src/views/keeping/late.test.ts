import { screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { anew } from "../../testing/anew";
import { keepingView, lateAddition } from "../../testing/keeping";
import { dueList, keepingBook, showKeeping } from "../../testing/keepingView";

anew();

describe("what came too late to something that was erased meanwhile", () => {
  it("is read here, and erased once somebody says so twice", async () => {
    const user = userEvent.setup();
    let late = [lateAddition("a1", "He moved it on Tuesday")];
    const { of } = keepingBook([], {}, {
      keeping: () => keepingView([], { late }),
      addition_erase: ({ id }) => {
        late = [];
        return { id, undo: [], words: "Erased here.", notes: [] };
      },
    });
    showKeeping();
    const list = await screen.findByRole("list", { name: "What came too late" });
    within(list).getByText("He moved it on Tuesday");
    within(list).getByText("Addition, Addison. Added by Amara Lewis, Sun 29 Nov 2026, 14:32.");
    await user.click(within(list).getByRole("button", { name: "Erase… Addition, Addison" }));
    await user.click(screen.getByRole("button", { name: "Do not erase it" }));
    expect(of("addition_erase")).toEqual([]);
    await user.click(within(list).getByRole("button", { name: "Erase… Addition, Addison" }));
    await user.click(screen.getByRole("button", { name: "Erase for good" }));
    expect(of("addition_erase").map(({ args }) => args)).toEqual([{ id: "a1" }]);
    await waitFor(() => expect(screen.queryByText("Came too late")).toBeNull());
    expect(screen.getByRole("heading", { level: 1 })).toHaveFocus();
  });

  it("goes on to the one that took its place", async () => {
    const user = userEvent.setup();
    let late = [lateAddition("a1", "He moved it on Tuesday"), lateAddition("a2", "The gate is locked", { place: "Avonmore" })];
    keepingBook([], {}, {
      keeping: () => keepingView([], { late }),
      addition_erase: ({ id }) => {
        late = late.filter((row) => row.id !== id);
        return { id, undo: [], words: "Erased here.", notes: [] };
      },
    });
    showKeeping();
    await user.click(await screen.findByRole("button", { name: "Erase… Addition, Addison" }));
    await user.click(screen.getByRole("button", { name: "Erase for good" }));
    const next = screen.getByRole("button", { name: "Erase… Addition, Avonmore" });
    await waitFor(() => expect(next).toHaveFocus());
    expect(next).toHaveAccessibleDescription("The gate is locked");
  });

  it("says of what plan it is, as far as that is known", async () => {
    const progress = { what: "Progress on an action", author: "Sam Whitfield" };
    const late = [
      lateAddition("p1", "The lamp is ordered", { ...progress, place: "plan “The walkway”, Addison" }),
      lateAddition("p2", "The gate is locked", { ...progress, place: "" }),
    ];
    keepingBook([], {}, { keeping: () => keepingView([], { late }) });
    showKeeping();
    const list = await screen.findByRole("list", { name: "What came too late" });
    within(list).getByText("Progress on an action, plan “The walkway”, Addison. Added by Sam Whitfield, Sun 29 Nov 2026, 14:32.");
    within(list).getByText("Progress on an action. Added by Sam Whitfield, Sun 29 Nov 2026, 14:32.");
  });

  it("says once what has no words of its own, in the list and before it is erased", async () => {
    const user = userEvent.setup();
    const late = [lateAddition("l1", "", { what: "Analysis of a plan" })];
    keepingBook([], {}, { keeping: () => keepingView([], { late }) });
    showKeeping();
    const list = await screen.findByRole("list", { name: "What came too late" });
    const added = "Added by Amara Lewis, Sun 29 Nov 2026, 14:32.";
    const erase = within(list).getByRole("button");
    expect([...list.querySelectorAll("p")].map((line) => line.textContent)).toEqual(["Analysis of a plan, Addison", added]);
    expect(erase).toHaveAccessibleName("Erase… Analysis of a plan, Addison");
    expect(erase).not.toHaveAccessibleDescription();
    await user.click(erase);
    const dialog = within(screen.getByRole("dialog"));
    dialog.getByText("Analysis of a plan, Addison");
    dialog.getByText(added);
  });

  it("takes no room where there is none", async () => {
    keepingBook();
    showKeeping();
    await dueList();
    expect(screen.queryByText("Came too late")).toBeNull();
  });
});
