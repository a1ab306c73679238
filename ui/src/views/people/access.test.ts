import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { router } from "../../lib/router.svelte";
import { lists, notebook, refuse } from "../../testing/book";
import { people as answers, personDetail, personRow, syncPage } from "../../testing/partnership";
import PeopleView from "./PeopleView.svelte";

const missing = "No reason was given, so nothing was changed.";
const noReason = refuse("reason-missing", missing, { field_errors: [{ field: "reason", message: missing }] });
const said = () => toasts.list.map((toast) => toast.words);

beforeEach(() => {
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

describe("the agency and number of a member", () => {
  it("keeps whom somebody works for and how they are reached, which plans and waiting senders go by", async () => {
    const user = userEvent.setup();
    const agencies = [{ id: "St Giles Trust", label: "St Giles Trust", hint: null }];
    const book = notebook({
      ...answers,
      lists: () => ({ ...lists(), agencies }),
      person: () => personDetail({ phone: "020 7946 0001" }),
      person_set: () => ({}),
    });
    render(PeopleView, { person: "p2" });
    const phone = await screen.findByLabelText("Telephone");
    expect(phone).toHaveValue("020 7946 0001");
    await user.selectOptions(screen.getByLabelText("Agency"), "St Giles Trust");
    await user.clear(phone);
    await user.type(phone, "020 7946 0002{Enter}");
    await vi.waitFor(() =>
      expect(book.of("person_set").map((call) => call.args)).toEqual([
        { id: "p2", agency: "St Giles Trust", phone: "020 7946 0002" },
      ]),
    );
  });
});

describe("giving another role", () => {
  it("gives it until a day and with a reason, and goes back to its button", async () => {
    const user = userEvent.setup();
    const book = notebook({ ...answers, grant_add: () => ({}) });
    render(PeopleView, { person: "p2" });
    await user.click(await screen.findByRole("button", { name: "Give another role" }));
    const role = await screen.findByRole("combobox", { name: "Role" });
    await vi.waitFor(() => expect(role).toHaveFocus());
    await user.selectOptions(role, "Administrator");
    await user.type(screen.getByLabelText("Day"), "31");
    await user.click(screen.getByRole("button", { name: "Give it" }));
    await screen.findByText(/This is not a date yet/);
    expect(screen.getByLabelText("Day")).toHaveFocus();
    expect(book.of("grant_add")).toHaveLength(0);
    await user.type(screen.getByLabelText("Month"), "5");
    await user.type(screen.getByLabelText("Year"), "2027");
    await user.type(screen.getByLabelText("Reason"), "Covers for Helen");
    await user.click(screen.getByRole("button", { name: "Give it" }));
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Give another role" })).toHaveFocus());
    expect(book.of("grant_add").map((call) => call.args)).toEqual([
      { person: "p2", role: "administrator", wards: [], until: "2027-05-31", reason: "Covers for Helen" },
    ]);
    expect(said()).toEqual(["Role given."]);
  });

  it("keeps the form as it was typed where it is refused", async () => {
    const user = userEvent.setup();
    notebook({ ...answers, grant_add: refuse("not-allowed", "Your access does not include this.") });
    render(PeopleView, { person: "p2" });
    await user.click(await screen.findByRole("button", { name: "Give another role" }));
    await user.selectOptions(await screen.findByRole("combobox", { name: "Role" }), "Administrator");
    await user.type(screen.getByLabelText("Reason"), "Covers for Helen");
    await user.click(screen.getByRole("button", { name: "Give it" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Your access does not include this.");
    expect(screen.getByLabelText("Reason")).toHaveValue("Covers for Helen");
  });
});

describe("ending", () => {
  it.each([
    ["a role", "End… Outreach worker, Addison", "End the access", "grant_end", "g1", "Access ended."],
    ["a device", "Shut out… Joined with an invitation, 001-abcd", "Shut it out", "device_end", "device-0001-abcd", "Device shut out."],
    ["a membership", "End the membership…", "End the membership", "person_end", "p2", "Membership ended."],
  ])("%s asks why, with the safe act first, and says that it is done", async (_, button, act, command, id, done) => {
    const user = userEvent.setup();
    const book = notebook({ ...answers, [command]: () => ({}) });
    render(PeopleView, { person: "p2" });
    await user.click(await screen.findByRole("button", { name: button }));
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).getByRole("button", { name: /^Keep/ }).className).toBe("btn primary");
    const ends = within(dialog).getByRole("button", { name: act });
    expect(ends.className).toBe("btn stop");
    await user.type(within(dialog).getByLabelText("Reason"), " Moved to another team ");
    await user.click(ends);
    await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(book.of(command).map((call) => call.args)).toEqual([{ id, reason: "Moved to another team" }]);
    expect(said()).toEqual([done]);
  });

  it("says when it is to hold for others where the server is away", async () => {
    const user = userEvent.setup();
    notebook({ ...answers, grant_end: () => ({}), sync: () => syncPage({ next_try_seconds: 40 }) });
    render(PeopleView, { person: "p2" });
    await user.click(await screen.findByRole("button", { name: /^End… / }));
    await user.type(await screen.findByLabelText("Reason"), "Moved to another team");
    await user.click(screen.getByRole("button", { name: "End the access" }));
    await vi.waitFor(() =>
      expect(said()).toEqual(["Access ended. It is sent, and holds for others, once the server is reached."]),
    );
  });

  it("says beside the field that the reason is missing, and says nothing of it the next time", async () => {
    const user = userEvent.setup();
    notebook({ ...answers, grant_end: noReason });
    render(PeopleView, { person: "p2" });
    await user.click(await screen.findByRole("button", { name: /^End… / }));
    await user.click(await screen.findByRole("button", { name: "End the access" }));
    await screen.findByText(missing);
    await vi.waitFor(() => expect(screen.getByLabelText("Reason")).toHaveFocus());
    expect(screen.getByLabelText("Reason")).toHaveAccessibleDescription(missing);
    await user.click(screen.getByRole("button", { name: "Keep it" }));
    await user.click(screen.getByRole("button", { name: /^Shut out… / }));
    await screen.findByRole("dialog");
    expect(screen.queryByText(missing)).toBeNull();
  });

  it("changes nothing where it is kept, and the focus goes back to its button", async () => {
    const user = userEvent.setup();
    const book = notebook(answers);
    render(PeopleView, { person: "p2" });
    const button = await screen.findByRole("button", { name: /^End… / });
    await user.click(button);
    await user.click(await screen.findByRole("button", { name: "Keep it" }));
    await vi.waitFor(() => expect(button).toHaveFocus());
    expect(book.of("grant_end")).toEqual([]);
  });

  it("leaves the focus on the person where the button has gone with what ended", async () => {
    const user = userEvent.setup();
    let holds = true;
    notebook({
      ...answers,
      person: () => personDetail({ grants: personDetail().grants.map((grant) => ({ ...grant, holds })) }),
      grant_end: () => {
        holds = false;
        return {};
      },
    });
    render(PeopleView, { person: "p2" });
    await user.click(await screen.findByRole("button", { name: /^End… / }));
    await user.click(await screen.findByRole("button", { name: "End the access" }));
    await vi.waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toHaveFocus());
    expect(screen.queryByRole("button", { name: /^End… / })).toBeNull();
  });

  it("leaves the focus on the person too where the list was asked for again meanwhile", async () => {
    const user = userEvent.setup();
    const detail = (holds: boolean) => personDetail({ grants: personDetail().grants.map((grant) => ({ ...grant, holds })) });
    let asked = 0;
    let finish: (person: object) => void = () => undefined;
    const book = notebook({
      ...answers,
      person: () => {
        asked += 1;
        if (asked === 1) return detail(true);
        if (asked === 2) {
          book.tell("people");
          return detail(false);
        }
        return new Promise((done) => (finish = done));
      },
      grant_end: () => ({}),
    });
    render(PeopleView, { person: "p2" });
    await user.click(await screen.findByRole("button", { name: /^End… / }));
    await user.click(await screen.findByRole("button", { name: "End the access" }));
    await vi.waitFor(() => expect(asked).toBe(3));
    finish(detail(false));
    await vi.waitFor(() => expect(screen.queryByRole("button", { name: /^End… / })).toBeNull());
    await vi.waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toHaveFocus());
  });

  it("renames a member, and says beside the field why not", async () => {
    const user = userEvent.setup();
    const blank = "The name is missing.";
    let name = "Amara Lewis";
    notebook({
      ...answers,
      person: () => personDetail({ row: personRow("p2", name) }),
      person_rename: (args) => {
        if (!args["name"]) return refuse("name-blank", blank, { field_errors: [{ field: "name", message: blank }] })();
        name = String(args["name"]);
        return {};
      },
    });
    render(PeopleView, { person: "p2" });
    const field = await screen.findByLabelText("Name");
    await user.clear(field);
    await user.click(screen.getByRole("button", { name: "Save the name" }));
    await vi.waitFor(() => expect(field).toHaveAccessibleDescription(blank));
    expect(field).toHaveFocus();
    await user.type(field, "Amara Lewis-Grant{Enter}");
    await screen.findByRole("heading", { level: 1, name: "Amara Lewis-Grant" });
    expect(said()).toEqual(["Name changed."]);
  });
});

describe("what is held", () => {
  const item = (id: string, text: string) => ({
    id,
    author: "Amara Lewis",
    ward: null,
    what: "Note",
    text,
    withheld: false,
    why: "Access had ended on 3 May.",
    arrived: "today, 14:32",
  });

  it("says of a text that it is not shown to whoever may not read it, and nothing where there is none", async () => {
    const withheld = "You decide without reading it: its text is for those who may read this ward’s notes.";
    const held = [{ ...item("h1", ""), withheld: true }, { ...item("h2", ""), what: "Withdrawal of a note" }];
    notebook({ ...answers, held: () => ({ held }) });
    render(PeopleView);
    const notes = (await screen.findAllByRole("listitem")).filter((line) => line.textContent?.includes("by Amara Lewis"));
    expect(notes.map((line) => line.textContent?.includes(withheld))).toEqual([true, false]);
  });

  it("stands with its words and why, and is taken in with one press", async () => {
    const user = userEvent.setup();
    let held = [item("h1", "Two mopeds again"), item("h2", "Lights out")];
    const book = notebook({
      ...answers,
      held: () => ({ held }),
      held_decide: () => {
        held = held.slice(1);
        return {};
      },
    });
    render(PeopleView);
    await screen.findByText("Two mopeds again");
    expect(screen.getAllByText("Access had ended on 3 May. Arrived today, 14:32.")).toHaveLength(2);
    await user.click(screen.getAllByRole("button", { name: "Take it in" })[0] as HTMLElement);
    await vi.waitFor(() => expect(screen.queryByText("Two mopeds again")).toBeNull());
    expect(book.of("held_decide").map((call) => call.args)).toEqual([{ id: "h1", release: true, reason: "" }]);
    expect(said()).toEqual(["Taken in."]);
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Take it in" })).toHaveFocus());
  });

  it("is declined only with a reason, which its author reads", async () => {
    const user = userEvent.setup();
    const book = notebook({
      ...answers,
      held: () => ({ held: [item("h1", "Two mopeds again")] }),
      held_decide: (args) => (args["reason"] ? {} : noReason()),
    });
    render(PeopleView);
    await user.click(await screen.findByRole("button", { name: "Decline…" }));
    const dialog = await screen.findByRole("dialog", { name: "Decline this: Note by Amara Lewis?" });
    await user.click(within(dialog).getByRole("button", { name: "Decline" }));
    await within(dialog).findByText(missing);
    await user.type(within(dialog).getByLabelText("Reason"), "Told twice");
    await user.click(within(dialog).getByRole("button", { name: "Decline" }));
    await vi.waitFor(() => expect(said()).toEqual(["Declined."]));
    expect(book.of("held_decide").at(-1)?.args).toEqual({ id: "h1", release: false, reason: "Told twice" });
  });

  it("says beside the item why it could not be taken in, and leaves it there", async () => {
    const user = userEvent.setup();
    notebook({
      ...answers,
      held: () => ({ held: [item("h1", "Two mopeds again")] }),
      held_decide: refuse("unreachable", "The server could not be reached."),
    });
    render(PeopleView);
    await user.click(await screen.findByRole("button", { name: "Take it in" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The server could not be reached.");
    screen.getByText("Two mopeds again");
  });

  it("says that the server was not reached, not that nothing is held, and asks again when told to", async () => {
    const user = userEvent.setup();
    let reached = false;
    notebook({
      ...answers,
      held: () => (reached ? { held: [] } : refuse("unreachable", "What was recorded is safe.")()),
    });
    render(PeopleView);
    await screen.findByText("What was recorded is safe.");
    expect(screen.queryByText("Nothing is held")).toBeNull();
    screen.getByText("No invitations yet");
    reached = true;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("Nothing is held");
  });

  it("asks again by itself once the notebook has heard from the server, and not while it has not", async () => {
    let next: number | null = 40;
    const book = notebook({
      ...answers,
      sync: () => syncPage({ next_try_seconds: next }),
      held: () => (next === null ? { held: [] } : refuse("unreachable", "What was recorded is safe.")()),
    });
    render(PeopleView);
    await screen.findByText("What was recorded is safe.");
    book.tell("sync");
    await vi.waitFor(() => expect(book.of("sync")).toHaveLength(1));
    expect(book.of("held")).toHaveLength(1);
    next = null;
    book.tell("sync");
    await screen.findByText("Nothing is held");
    expect(screen.queryByText("What was recorded is safe.")).toBeNull();
    book.tell("sync");
    expect(book.of("held")).toHaveLength(2);
  });
});
