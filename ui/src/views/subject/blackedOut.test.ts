import { screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { anew } from "../../testing/anew";
import { requestBook, showRequest, textList, textRead } from "../../testing/subjectView";
import { selectedIn } from "./pieces";

anew();

describe("what is blacked out", () => {
  it("is added by writing it, and taken out again", async () => {
    const user = userEvent.setup();
    const { of } = requestBook();
    showRequest();
    await textList();
    await user.type(screen.getByLabelText("Black out a word or phrase", { selector: "input" }), "14 Elm Road{Enter}");
    await user.click(await screen.findByRole("button", { name: "Remove Kim Okoro" }));
    await vi.waitFor(() =>
      expect(of("subject_set").map(({ args }) => args["hide"])).toEqual([["Kim Okoro", "14 Elm Road"], ["14 Elm Road"]]),
    );
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Remove 14 Elm Road" })).toHaveFocus());
  });

  it("is added by selecting it in a text, without the words that are only heard", async () => {
    const user = userEvent.setup();
    const { of } = requestBook();
    showRequest();
    const text = (await textRead()).getByText(/On the footpath/).closest("[data-text]");
    const named = text?.querySelector(".named")?.firstChild;
    const after = [...(text?.childNodes ?? [])].find((node) => node.textContent?.startsWith(" stood by"));
    if (!named || !after) throw new Error("no such text");
    const press = () => user.click(screen.getByRole("button", { name: "Black out what is selected" }));
    getSelection()?.removeAllRanges();
    await press();
    await screen.findByText("Select a word in the text first. Nothing was changed.");
    expect(of("subject_set")).toEqual([]);
    getSelection()?.setBaseAndExtent(named, 7, after, 6);
    await press();
    await vi.waitFor(() => expect(of("subject_set").map(({ args }) => args["hide"])).toEqual([["Kim Okoro", "Blake stood"]]));
  });

  it("is nothing outside one text", () => {
    document.body.innerHTML = "<div id='root'><div data-text>first</div><div data-text>second</div></div><p>elsewhere</p>";
    const root = document.getElementById("root");
    const [first, second] = [...document.querySelectorAll("[data-text]")];
    if (!root || !first || !second) throw new Error("no texts");
    const selection = getSelection();
    selection?.setBaseAndExtent(first, 0, second, 1);
    expect(selectedIn(root, selection)).toBe("");
    const elsewhere = document.querySelector("p");
    if (elsewhere) selection?.selectAllChildren(elsewhere);
    expect(selectedIn(root, selection)).toBe("");
    selection?.selectAllChildren(second);
    expect(selectedIn(root, selection)).toBe("second");
    document.body.innerHTML = "";
  });
});
