import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { router } from "../../lib/router.svelte";
import { notebook, refuse } from "../../testing/book";
import { people as answers, personDetail, personRow } from "../../testing/partnership";
import { PeopleState } from "./people.svelte";
import PeopleView from "./PeopleView.svelte";

const said = () => toasts.list.map((toast) => toast.words);

beforeEach(() => {
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

describe("People", () => {
  it("lists who belongs and who left, and opens a person at their name", async () => {
    const user = userEvent.setup();
    const view = (answers["people"] as () => { people: object[] })();
    const left = personRow("p3", "Ines Carvalho", { ended: "Left on 3 May 2026.", devices: 0 });
    notebook({ ...answers, people: () => ({ ...view, people: [...view.people, left] }) });
    const { rerender } = render(PeopleView);
    const table = await screen.findByRole("table", { name: "Members" });
    screen.getByText("2, and 1 who left");
    expect(within(table).getByRole("row", { name: /Ines Carvalho.*Left on 3 May 2026\./ })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Amara Lewis" }));
    expect(router.current).toEqual({ page: "people", person: "p2" });
    await rerender({ person: "p2" });
    await vi.waitFor(() => expect(screen.getByRole("heading", { level: 1, name: "Amara Lewis" })).toHaveFocus());
    await rerender({ person: undefined });
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Amara Lewis" })).toHaveFocus());
  });

  it("shows what somebody may see, by whom it was given and until when", async () => {
    const grants = personDetail().grants.map((grant) => ({ ...grant, reason: "Covers for Sam", ends: "until 3 May 2027" }));
    notebook({ ...answers, person: () => personDetail({ grants }) });
    render(PeopleView, { person: "p2" });
    const table = await screen.findByRole("table", { name: "What Amara Lewis may see and do" });
    within(table).getByRole("row", { name: /Outreach worker.*Addison.*Helen Prior.*Covers for Sam.*until 3 May 2027/ });
  });

  it("says when devices were seen, what waits on them and what is odd, once the server was asked", async () => {
    const [device] = personDetail().devices;
    const seen = { ...device, last_seen: "today, 14:32", pending: 2, remarks: ["A copy of it was used as well."] };
    notebook({ ...answers, devices_seen: () => ({ devices: [seen] }) });
    render(PeopleView, { person: "p2" });
    await screen.findByText("Last seen today, 14:32. 2 items wait on it.");
    screen.getByText("A copy of it was used as well.");
  });

  it("shows the devices without a signal too, says what is not known, and asks again when told to", async () => {
    const user = userEvent.setup();
    let reached = false;
    const [device] = personDetail().devices;
    notebook({
      ...answers,
      devices_seen: () =>
        reached
          ? { devices: [{ ...device, last_seen: "today, 14:32", pending: 0 }] }
          : refuse("unreachable", "The server could not be reached.")(),
    });
    render(PeopleView, { person: "p2" });
    await screen.findByText("Joined with an invitation");
    await screen.findByText("When each was last seen is not known. The server could not be reached.");
    reached = true;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("Last seen today, 14:32. Nothing waits on it.");
  });

  it("offers nothing that the person may not do, and asks the server for nothing it would refuse", async () => {
    const view = (answers["people"] as () => object)();
    const book = notebook({ ...answers, people: () => ({ ...view, roles: [], can_administer: false, can_invite: false }) });
    const { rerender } = render(PeopleView);
    await screen.findByRole("table", { name: "Members" });
    expect(screen.queryByRole("button", { name: "Make the invitation" })).toBeNull();
    await rerender({ person: "p2" });
    await screen.findByText("Joined with an invitation");
    for (const name of [/^End/, /^Shut out/, "Give another role", "Invitation for another device", "Save the name"])
      expect(screen.queryByRole("button", { name })).toBeNull();
    for (const asked of ["held", "invitations", "devices_seen"]) expect(book.of(asked)).toEqual([]);
  });

  it("does not offer to end one’s own membership", async () => {
    notebook({ ...answers, person: () => personDetail({ row: personRow("p1", "Helen Prior", { me: true }) }) });
    render(PeopleView, { person: "p1" });
    await screen.findByRole("button", { name: "Save the name" });
    expect(screen.queryByRole("button", { name: "End the membership…" })).toBeNull();
  });

  it("never shows a person whose answer comes after another was opened", async () => {
    let first: (detail: object) => void = () => undefined;
    const sam = personDetail({ row: personRow("p3", "Sam Whitfield") });
    notebook({ ...answers, person: ({ id }) => (id === "p2" ? new Promise((done) => (first = done)) : sam) });
    const page = new PeopleState();
    const late = page.open("p2");
    await vi.waitFor(() => expect(page.view).toBeNull());
    await page.open("p3");
    first(personDetail());
    await late;
    expect(page.person?.row.name).toBe("Sam Whitfield");
  });

  it("leads from a person with two versions to the decision", async () => {
    const user = userEvent.setup();
    notebook({ ...answers, person: () => personDetail({ row: personRow("p2", "Amara Lewis", { conflict: true }) }) });
    render(PeopleView, { person: "p2" });
    await user.click(await screen.findByRole("button", { name: "Decide" }));
    expect(router.current).toEqual({ page: "sync" });
  });
});

describe("inviting", () => {
  const made = { person: "p3", invitation: "wardbook-1abc", fingerprint: "0011 2233", words: "It works once." };
  async function choose(user: ReturnType<typeof userEvent.setup>, role: string) {
    await user.selectOptions(await screen.findByRole("combobox", { name: "Role" }), role);
  }

  it("takes somebody in for some wards, and shows the invitation once, at its heading", async () => {
    const user = userEvent.setup();
    const book = notebook({ ...answers, person_invite: () => made });
    render(PeopleView);
    await user.type(await screen.findByLabelText("Name"), " Sam Whitfield ");
    await choose(user, "Outreach worker");
    await user.click(await screen.findByRole("button", { name: "White City" }));
    await user.click(screen.getByRole("button", { name: "Make the invitation" }));
    const text = await screen.findByRole("group", { name: "Invitation" });
    expect(text).toHaveTextContent("wardbook-1abc");
    expect(screen.getByRole("heading", { level: 3, name: "Invitation for Sam Whitfield" })).toHaveFocus();
    screen.getByText("It works once.");
    expect(book.of("person_invite").map((call) => call.args)).toEqual([
      { name: "Sam Whitfield", role: "outreach", wards: ["E05013752"] },
    ]);
    await vi.waitFor(() => expect(book.of("invitations")).toHaveLength(2));
    await user.click(screen.getByRole("button", { name: "I have passed it on" }));
    expect(document.body.textContent).not.toContain("wardbook-1abc");
    expect(screen.getByLabelText("Name")).toHaveValue("");
    expect(screen.getByLabelText("Name")).toHaveFocus();
  });

  it("sends all wards where all are ticked, and none with a role that takes none", async () => {
    const user = userEvent.setup();
    const book = notebook({ ...answers, person_invite: () => made });
    render(PeopleView);
    await user.type(await screen.findByLabelText("Name"), "Sam");
    await choose(user, "Outreach worker");
    await user.click(screen.getByRole("checkbox", { name: "All wards" }));
    await choose(user, "Administrator");
    expect(screen.queryByRole("checkbox", { name: "All wards" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Make the invitation" }));
    await vi.waitFor(() => expect(book.of("person_invite")[0]?.args).toMatchObject({ role: "administrator", wards: [] }));
    await user.click(await screen.findByRole("button", { name: "I have passed it on" }));
    await user.type(await screen.findByLabelText("Name"), "Ines");
    await choose(user, "Outreach worker");
    await user.click(screen.getByRole("checkbox", { name: "All wards" }));
    await user.click(screen.getByRole("button", { name: "Make the invitation" }));
    await vi.waitFor(() => expect(book.of("person_invite")[1]?.args).toMatchObject({ role: "outreach", wards: ["all"] }));
  });

  it("takes somebody in for no ward, who sees only what is shared with them", async () => {
    const user = userEvent.setup();
    const book = notebook({ ...answers, person_invite: () => made });
    render(PeopleView);
    await user.type(await screen.findByLabelText("Name"), "DS Rosa Quint");
    await choose(user, "Outreach worker");
    await user.click(screen.getByRole("checkbox", { name: "No ward: only what is shared with them" }));
    expect(screen.queryByRole("button", { name: "White City" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Make the invitation" }));
    await vi.waitFor(() => expect(book.of("person_invite")[0]?.args).toMatchObject({ wards: ["none"] }));
  });

  it("asks for the role, since an invitation without one would be for a member’s device", async () => {
    const user = userEvent.setup();
    const book = notebook(answers);
    render(PeopleView);
    await user.type(await screen.findByLabelText("Name"), "Amara Lewis");
    await user.click(screen.getByRole("button", { name: "Make the invitation" }));
    const role = screen.getByRole("combobox", { name: "Role" });
    await vi.waitFor(() => expect(role).toHaveFocus());
    expect(role).toHaveAccessibleDescription("Choose the role first.");
    expect(book.of("person_invite")).toHaveLength(0);
  });

  it("keeps what was typed where the server is not reached, and says why", async () => {
    const user = userEvent.setup();
    notebook({ ...answers, person_invite: refuse("unreachable", "The server could not be reached.") });
    render(PeopleView);
    await user.type(await screen.findByLabelText("Name"), "Sam");
    await choose(user, "Administrator");
    await user.click(screen.getByRole("button", { name: "Make the invitation" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The server could not be reached.");
    expect(screen.getByLabelText("Name")).toHaveValue("Sam");
    expect(screen.getByRole("combobox", { name: "Role" })).toHaveValue("administrator");
  });

  it("says beside the wards that none was chosen, until one is", async () => {
    const user = userEvent.setup();
    const missing = "No ward was chosen for this role.";
    notebook({
      ...answers,
      person_invite: refuse("ward-missing", missing, { field_errors: [{ field: "wards", message: missing }] }),
    });
    render(PeopleView);
    await user.type(await screen.findByLabelText("Name"), "Sam");
    await choose(user, "Outreach worker");
    await user.click(screen.getByRole("button", { name: "Make the invitation" }));
    await vi.waitFor(() => expect(screen.getByRole("group", { name: "Wards" })).toHaveAccessibleDescription(new RegExp(missing)));
    expect(screen.getByRole("checkbox", { name: "All wards" })).toHaveFocus();
    await user.click(screen.getByRole("button", { name: "Addison" }));
    expect(screen.queryByText(missing)).toBeNull();
  });

  it("copies the invitation, and says to press Ctrl C where the system would not", async () => {
    const user = userEvent.setup();
    notebook({ ...answers, person_invite: () => made });
    render(PeopleView, { person: "p2" });
    await user.click(await screen.findByRole("button", { name: "Invitation for another device" }));
    await user.click(await screen.findByRole("button", { name: "Copy the invitation" }));
    expect(await navigator.clipboard.readText()).toBe("wardbook-1abc");
    expect(said()).toEqual(["Invitation copied."]);
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValueOnce(new Error("no"));
    await user.click(screen.getByRole("button", { name: "Copy the invitation" }));
    const banner = await screen.findByText("It could not be copied. It is selected: press Ctrl C.");
    expect(banner.closest("[role=status]")).not.toBeNull();
  });

  it("makes one for a member who has no device yet, and does not speak of another", async () => {
    const user = userEvent.setup();
    const book = notebook({ ...answers, person: () => personDetail({ devices: [] }), person_invite: () => made });
    render(PeopleView, { person: "p2" });
    await user.click(await screen.findByRole("button", { name: "Make an invitation" }));
    await screen.findByRole("heading", { level: 3, name: "Invitation for Amara Lewis" });
    expect(book.of("person_invite").map((call) => call.args)).toEqual([{ name: "Amara Lewis", role: "", wards: [] }]);
    expect(screen.queryByText(/another device/)).toBeNull();
  });

  it("makes one for another device of a member, and says beside that button why it could not", async () => {
    const user = userEvent.setup();
    let reached = false;
    const book = notebook({
      ...answers,
      person_invite: () => (reached ? made : refuse("unreachable", "The server could not be reached.")()),
    });
    render(PeopleView, { person: "p2" });
    const button = await screen.findByRole("button", { name: "Invitation for another device" });
    await user.click(button);
    expect(await screen.findByRole("alert")).toHaveTextContent("The server could not be reached.");
    reached = true;
    await user.click(button);
    await screen.findByRole("heading", { level: 3, name: "Invitation for Amara Lewis" });
    expect(book.of("person_invite")[1]?.args).toEqual({ name: "Amara Lewis", role: "", wards: [] });
  });

  it("withdraws one that is still open after asking, and offers nothing for one that is used", async () => {
    const user = userEvent.setup();
    const rows = [
      { id: "i1", person: "Sam Whitfield", words: "Open until Tue 1 Dec 2026, 14:32", state: "open", made: "today" },
      { id: "i2", person: "Amara Lewis", words: "Used today, 14:32", state: "used", made: "yesterday" },
    ];
    const book = notebook({ ...answers, invitations: () => ({ invitations: rows }), invitation_withdraw: () => ({}) });
    render(PeopleView);
    await screen.findByText("Used today, 14:32");
    expect(screen.getAllByRole("button", { name: /^Withdraw/ })).toHaveLength(1);
    await user.click(screen.getByRole("button", { name: "Withdraw… Sam Whitfield, today" }));
    const dialog = await screen.findByRole("dialog", { name: "Withdraw the invitation for Sam Whitfield?" });
    expect(within(dialog).queryByLabelText("Reason")).toBeNull();
    await user.click(within(dialog).getByRole("button", { name: "Withdraw the invitation" }));
    await vi.waitFor(() => expect(said()).toEqual(["Invitation withdrawn."]));
    expect(book.of("invitation_withdraw")[0]?.args).toEqual({ id: "i1" });
    expect(book.of("invitations")).toHaveLength(2);
  });
});
