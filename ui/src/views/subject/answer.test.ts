import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { anew } from "../../testing/anew";
import { failure, refuse } from "../../testing/book";
import { subjectItems } from "../../testing/subject";
import { requestBook, showRequest } from "../../testing/subjectView";

anew();

describe("the answer", () => {
  const make = async (user: ReturnType<typeof userEvent.setup>) => {
    await user.click(await screen.findByRole("button", { name: "Make the answer…" }));
    return within(await screen.findByRole("dialog", { name: "Make the answer" }));
  };
  const decided = subjectItems.map((item) => ({ ...item, decision: { give: true, reason: null, note: null, words: "Given." } }));

  it("is refused with words while something is undecided, keeps what was typed, and looks again", async () => {
    const user = userEvent.setup();
    const { of } = requestBook({}, { subject_export: refuse("undecided", "3 texts are undecided. Nothing was written.") });
    showRequest();
    await screen.findByText("3 texts still undecided. The answer is made once each is decided.");
    const dialog = await make(user);
    await user.type(dialog.getByLabelText("Who is it for?"), "Jordan Blake");
    await user.type(dialog.getByLabelText("Folder"), "/home/ruth");
    await user.click(dialog.getByRole("button", { name: "Make the answer" }));
    expect(await dialog.findByRole("alert")).toHaveTextContent("3 texts are undecided. Nothing was written.");
    await vi.waitFor(() => expect(of("subject_request")).toHaveLength(2));
    await user.click(dialog.getByRole("button", { name: "Not now" }));
    const again = await make(user);
    expect(again.getByLabelText("Who is it for?")).toHaveValue("Jordan Blake");
    expect(again.getByLabelText("Folder")).toHaveValue("/home/ruth");
    expect(again.queryByRole("alert")).toBeNull();
  });

  it("says what goes, what stays and that it is logged; then where it lies and what comes next", async () => {
    const user = userEvent.setup();
    const { of } = requestBook({}, {}, decided);
    showRequest();
    await screen.findByText("3 of 3 decided");
    const dialog = await make(user);
    dialog.getByText(/What is blacked out is taken out of it for good/);
    dialog.getByText("Who wrote each text, and who told it.");
    dialog.getByText(/is logged/);
    await user.type(dialog.getByLabelText("Who is it for?"), " Jordan Blake ");
    await user.type(dialog.getByLabelText("Folder"), "/home/ruth");
    await user.click(dialog.getByRole("button", { name: "Make the answer" }));
    await dialog.findByText("/home/ruth/SAR-2026-14");
    expect(of("subject_export").map(({ args }) => args)).toEqual([{ id: "r1", folder: "/home/ruth", recipient: "Jordan Blake" }]);
    expect(dialog.getByRole("heading", { level: 2 })).toHaveFocus();
    dialog.getByText("Look it through, page by page.");
    await user.click(dialog.getByRole("button", { name: "Close the request" }));
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(of("subject_set").map(({ args }) => args["closed"])).toEqual([true]);
  });

  it("says beside its fields what is missing", async () => {
    const user = userEvent.setup();
    requestBook({}, {
      subject_export: () => {
        throw failure("invalid", "Say who it is for.", { field_errors: [{ field: "recipient", message: "Say who it is for." }] });
      },
    }, decided);
    showRequest();
    const dialog = await make(user);
    await user.click(dialog.getByRole("button", { name: "Make the answer" }));
    const field = dialog.getByLabelText("Who is it for?");
    await vi.waitFor(() => expect(field).toHaveAccessibleDescription(/Say who it is for\./));
    expect(field).toHaveFocus();
  });
});
