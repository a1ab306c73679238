import { screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";

import { anew } from "../../testing/anew";
import { erasedRow } from "../../testing/keeping";
import { keepingBook, showKeeping } from "../../testing/keepingView";

anew();

describe("what was erased", () => {
  const cells = (row: HTMLElement) =>
    [...row.querySelectorAll<HTMLElement>("th, td")].map((cell) => {
      const own = cell.cloneNode(true) as HTMLElement;
      for (const under of own.querySelectorAll(".under")) under.remove();
      return own.textContent.replace(/\s+/g, " ").trim();
    });
  const waits = "What is marked as waiting is erased here. It goes from the server and from other devices once this device has reached the server.";

  it("says when, what, by whom, why and under which reference, and nothing of what it said", async () => {
    keepingBook([], { erased: [erasedRow("e1", { reference: "DP/117" }), erasedRow("e2", { what: "A sealed source of White City" })] });
    showKeeping();
    const table = await screen.findByRole("table", { name: "What was erased" });
    expect(within(table).getAllByRole("columnheader").map((head) => head.textContent)).toEqual(["When", "What", "By", "Why", "Reference"]);
    expect(within(table).getAllByRole("row").slice(1).map(cells)).toEqual([
      ["Sun 29 Nov 2026, 14:32", "A note of Addison", "Ruth Allen", "Its time is over", "DP/117"],
      ["Sun 29 Nov 2026, 14:32", "A sealed source of White City", "Ruth Allen", "Its time is over", ""],
    ]);
    expect(screen.queryByText(waits)).toBeNull();
  });

  it("says what is still waiting for the server, and what happens then", async () => {
    keepingBook([], { erased: [erasedRow("e1", { waiting: true }), erasedRow("e2")] });
    showKeeping();
    await screen.findByText(waits);
    expect(screen.getAllByText("Waiting")).toHaveLength(1);
  });

  it("says so where there is nothing, and where there may be more than is listed", async () => {
    keepingBook([]);
    const { unmount } = showKeeping();
    await screen.findByText("Nothing was erased yet");
    unmount();
    keepingBook([], { erased: Array.from({ length: 100 }, (_, n) => erasedRow(`e${n}`)) });
    showKeeping();
    await screen.findByText("The latest 100 are listed");
  });
});
