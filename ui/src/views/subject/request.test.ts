import { screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import type { SubjectRequestView } from "../../lib/api/generated";
import { anew } from "../../testing/anew";
import { failure, refuse } from "../../testing/book";
import { requestView } from "../../testing/subject";
import { requestBook, showRequest, textList, textRead, textRows } from "../../testing/subjectView";

anew();

describe("a request", () => {
  it("says until when it is answered, what is looked for, what was looked through, and what has to be done by hand", async () => {
    requestBook();
    showRequest();
    await screen.findByRole("heading", { level: 1, name: "SAR-2026-14" });
    screen.getByText("Received 3 Nov 2026");
    screen.getByText("Answer by 3 Dec 2026, in 3 days");
    screen.getByText("Looked through 1,204 texts on this computer: notes, additions and plans.");
    screen.getByText("Not looked through: do these by hand");
    screen.getByText("3 photos and 1 document: look at each.");
    screen.getByText("What other devices hold and have not sent.");
    expect(within(screen.getByRole("list", { name: "Another name to look for" })).getAllByRole("listitem").map((each) => each.textContent?.trim())).toEqual(["Jordan Blake", "JB"]);
    screen.getByText("0 of 3 decided");
  });

  it("says that it is looking while it looks, and why it could not", async () => {
    const user = userEvent.setup();
    let answer: (view: SubjectRequestView) => void = () => undefined;
    const { answers } = requestBook({}, { subject_request: () => new Promise((resolve) => (answer = resolve)) });
    showRequest();
    await screen.findByText("Looking through everything on this computer…");
    answer(requestView());
    await textList();
    answers["subject_request"] = refuse("busy", "The notebook is in use.");
    await user.click(screen.getByRole("button", { name: "Look again" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The notebook is in use.");
    // What was found before is still there.
    expect(await textRows()).toHaveLength(3);
  });

  it("is late in words and in shape", async () => {
    requestBook({ late: true, due: "Answer by 3 Nov 2026, 27 days late" });
    showRequest();
    const due = await screen.findByText("Answer by 3 Nov 2026, 27 days late");
    expect(due.closest(".is-red")?.querySelector("svg")).not.toBeNull();
  });

  it("is extended once somebody says that the person was told, with a way back", async () => {
    const user = userEvent.setup();
    const { of } = requestBook();
    showRequest();
    await user.click(await screen.findByRole("button", { name: "Extend by two months…" }));
    const dialog = within(await screen.findByRole("dialog"));
    dialog.getByText(/They have been told that it takes longer/);
    await user.click(dialog.getByRole("button", { name: "Leave it as it is" }));
    expect(of("subject_set")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Extend by two months…" }));
    await user.click(await screen.findByRole("button", { name: "They were told: extend" }));
    expect(of("subject_set").map(({ args }) => args)).toEqual([{ id: "r1", names: null, hide: null, extended: true, closed: null }]);
    await screen.findByText("Answer by 3 Feb 2027, in 65 days");
    screen.getByText("Extended by two months");
    expect(screen.queryByRole("button", { name: "Extend by two months…" })).toBeNull();
    toasts.undo(toasts.list[0]?.id ?? 0);
    await screen.findByText("Answer by 3 Dec 2026, in 3 days");
  });

  it("looks through everything again for another name", async () => {
    const user = userEvent.setup();
    const { of } = requestBook();
    showRequest();
    await textList();
    expect(of("subject_request")).toHaveLength(1);
    await user.type(screen.getByLabelText("Another name to look for", { selector: "input" }), "Jordie{Enter}");
    await vi.waitFor(() => expect(of("subject_request")).toHaveLength(2));
    expect(of("subject_set").map(({ args }) => args["names"])).toEqual([["Jordan Blake", "JB", "Jordie"]]);
    expect(await screen.findByRole("button", { name: "Remove Jordie" })).toBeVisible();
    expect(screen.getByLabelText("Another name to look for", { selector: "input" })).toHaveFocus();
  });

  it("keeps a name in its field where it is refused, with why", async () => {
    const user = userEvent.setup();
    requestBook({}, { subject_set: () => {
      throw failure("invalid", "Too short.", { field_errors: [{ field: "names", message: "Too short." }] });
    } });
    showRequest();
    await textList();
    const field = screen.getByLabelText("Another name to look for", { selector: "input" });
    await user.type(field, "J{Enter}");
    await vi.waitFor(() => expect(field).toHaveAccessibleDescription(/Too short\./));
    expect(field).toHaveValue("J");
  });

  it("is closed, decides nothing more then, and is opened again", async () => {
    const user = userEvent.setup();
    const { of } = requestBook();
    showRequest();
    await textList();
    await user.click(screen.getByRole("button", { name: "Close the request" }));
    await vi.waitFor(() => expect(screen.getAllByText("Closed 30 Nov 2026")).not.toEqual([]));
    expect((await textRead()).queryByRole("button", { name: "Give" })).toBeNull();
    expect(screen.queryByRole("button", { name: /^Remove/ })).toBeNull();
    (await textList()).focus();
    await user.keyboard("gb");
    expect(of("subject_decide")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Open it again" }));
    expect(of("subject_set").map(({ args }) => args["closed"])).toEqual([true, false]);
    expect(await (await textRead()).findByRole("button", { name: "Give" })).toBeVisible();
  });
});
