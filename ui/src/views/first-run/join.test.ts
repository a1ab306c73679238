import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import App from "../../App.svelte";
import { toasts } from "../../kit/toasts.svelte";
import { router } from "../../lib/router.svelte";
import { session } from "../../lib/session.svelte";
import { type Answers, firstRun, lists, notebook, open, refuse, today } from "../../testing/book";

const invitation = "wardbook-1abc";
const passphrase = "four plain garden words";
const look = { addresses: ["https://10.0.0.5:8443"], fingerprint: "0011 2233 4455 6677 8899 aabb ccdd eeff" };
const joined = {
  person: "Amara Lewis",
  device: "d1",
  boundaries: "2022",
  partnership: "Larkfield Community Safety",
  begun: 0,
  recovery_code: "K7QF-2MXP-9TRB-W4HC",
};
const quiet: Answers = {
  lists,
  session: () => firstRun,
  today: () => today(),
  drafts: () => ({ rows: [] }),
  touch: () => ({}),
  passphrase_strength: () => ({ score: 3, good: true, words: "Good enough." }),
  invitation_look: () => look,
  recovery_code_kept: () => ({}),
};
const settings = {
  name: "Amara Lewis",
  partnership: "",
  device: "d1",
  label: "Notebook 1",
  boundaries_label: "Wards from May 2022",
  theme: "system",
  idle_minutes: 10,
  letter_keys: true,
  hub_number: "",
  hub_hours: "",
  folder: "",
  version: "",
  backup_words: "",
  sample: false,
  nothing_to_keep: null,
};

async function begin(user: ReturnType<typeof userEvent.setup>) {
  render(App);
  await user.click(await screen.findByRole("button", { name: "Join your partnership" }));
}
async function fill(user: ReturnType<typeof userEvent.setup>) {
  await user.click(screen.getByLabelText("Invitation"));
  await user.paste(invitation);
  await user.type(screen.getByLabelText("Passphrase"), passphrase);
  await user.type(screen.getByLabelText("Passphrase again"), passphrase);
}

beforeEach(() => {
  session.view = null;
  session.release();
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

describe("joining a partnership", () => {
  it("shows where an invitation leads, in groups to compare, however a mail program broke its lines", async () => {
    const user = userEvent.setup();
    const book = notebook(quiet);
    await begin(user);
    expect(screen.queryByLabelText("Your name")).toBeNull();
    await user.click(screen.getByLabelText("Invitation"));
    await user.paste("  wardbook-\n1abc\n");
    await screen.findByText("https://10.0.0.5:8443");
    const key = screen.getByRole("group", { name: "Its key" });
    expect(within(key).getAllByText(/^[0-9a-f]{4}$/)).toHaveLength(8);
    expect(book.of("invitation_look").at(-1)?.args).toEqual({ invitation });
  });

  it("goes from the invitation to the code, says what was joined, and opens it once the code is kept", async () => {
    const user = userEvent.setup();
    let view = firstRun;
    const book = notebook({
      ...quiet,
      session: () => view,
      join: () => {
        view = open({ partnership: joined.partnership });
        book.tell("session");
        return joined;
      },
    });
    await begin(user);
    await fill(user);
    await user.click(screen.getByRole("button", { name: "Join" }));
    expect(await screen.findByRole("group", { name: "Recovery code" })).toHaveTextContent("K7QF-2MXP-9TRB-W4HC");
    screen.getByText("You have joined Larkfield Community Safety.");
    await user.click(screen.getByRole("button", { name: "I have kept it" }));
    await screen.findByRole("link", { name: "Today" });
    expect(book.of("recovery_code_kept")).toHaveLength(1);
    expect(book.of("join").map((call) => call.args)).toEqual([{ invitation, passphrase, passphrase_again: passphrase }]);
    expect(document.documentElement.outerHTML).not.toContain("K7QF");
  });

  it.each([
    ["not-an-invitation", "That is not an invitation.", "invitation"],
    ["invitation-typo", "The invitation has a slip in it.", "invitation"],
    ["invitation-unknown", "The server knows no such invitation.", "invitation"],
    ["invitation-used", "This invitation was used already.", "invitation"],
    ["invitation-expired", "This invitation has expired.", "invitation"],
    ["invitation-withdrawn", "This invitation was withdrawn.", "invitation"],
    ["wrong-server", "Something answered that is not your partnership’s server.", ""],
    ["unreachable", "The server could not be reached.", ""],
    ["version", "The server speaks a newer version than this Wardbook.", ""],
    ["not-understood", "The server answered in a way this Wardbook does not understand.", ""],
    ["passphrase-missing", "The passphrase is missing.", "passphrase"],
    ["passphrase-not-the-same", "The two are not the same.", "passphrase_again"],
    ["exists", "This folder already holds a notebook.", ""],
    ["disk-full", "The disk is full.", ""],
  ])("says the words of %s as they come, on top of the form, and keeps what was typed", async (code, message, field) => {
    const user = userEvent.setup();
    const field_errors = field ? [{ field, message }] : [];
    notebook({ ...quiet, join: refuse(code, message, { field_errors }) });
    await begin(user);
    await fill(user);
    await user.click(screen.getByRole("button", { name: "Join" }));
    const summary = await screen.findByRole("alert");
    expect(summary).toHaveTextContent(message);
    expect(summary).toHaveFocus();
    if (field) {
      await user.click(within(summary).getByRole("link", { name: message }));
      expect(document.activeElement).toHaveAccessibleDescription(expect.stringContaining(message));
    }
    expect(screen.getByLabelText("Invitation")).toHaveValue(invitation);
    expect(screen.getByLabelText("Passphrase")).toHaveValue(passphrase);
    expect(screen.getByLabelText("Passphrase again")).toHaveValue(passphrase);
    expect(screen.queryByRole("group", { name: "Recovery code" })).toBeNull();
  });

  it("tells of a slip when the field is left, not while it is typed, and no longer once it is mended", async () => {
    const user = userEvent.setup();
    const slip = "The invitation has a slip in it.";
    const book = notebook({
      ...quiet,
      invitation_look: (args) => (args["invitation"] === invitation ? look : refuse("invitation-typo", slip)()),
    });
    await begin(user);
    const field = screen.getByLabelText("Invitation");
    await user.type(field, "wardbook-1ab");
    await vi.waitFor(() => expect(book.of("invitation_look").length).toBeGreaterThan(5));
    expect(screen.queryByText(slip)).toBeNull();
    await user.tab();
    await vi.waitFor(() => expect(field).toHaveAccessibleDescription(expect.stringContaining(slip)));
    await user.type(field, "c");
    await screen.findByText("https://10.0.0.5:8443");
    expect(screen.queryByText(slip)).toBeNull();
  });

  it("no longer says that the notebook is kept on this computer only once it has joined, the code still to be kept", async () => {
    const user = userEvent.setup();
    const alone = { icon: "this-computer", headline: "Kept on this computer only", detail: "No backup yet", count: 0 };
    const sent = { icon: "up-to-date", headline: "Everything is sent", detail: "Last exchange 14:32", count: 0 };
    let view = open({ sync: alone });
    const book = notebook({
      ...quiet,
      settings: () => settings,
      session: () => view,
      join: () => {
        view = open({ sync: sent, partnership: joined.partnership });
        book.tell("session");
        return joined;
      },
    });
    render(App);
    await user.click(await screen.findByRole("link", { name: "Settings" }));
    await user.click(await screen.findByRole("button", { name: "Join a partnership" }));
    await fill(user);
    await user.click(screen.getByRole("button", { name: "Join" }));
    await screen.findByRole("group", { name: "Recovery code" });
    await screen.findByText("Everything is sent");
    expect(screen.queryByText("Kept on this computer only")).toBeNull();
  });

  it("starts from Settings too, at its heading, says that the notebook is kept, and leads back to its button", async () => {
    const user = userEvent.setup();
    notebook({ ...quiet, session: () => open(), settings: () => settings });
    render(App);
    await user.click(await screen.findByRole("link", { name: "Settings" }));
    await user.click(await screen.findByRole("button", { name: "Join a partnership" }));
    await vi.waitFor(() => expect(screen.getByRole("heading", { level: 1, name: "Join your partnership" })).toHaveFocus());
    screen.getByText(/Joining makes a new notebook beside this one/);
    await user.click(screen.getByRole("button", { name: "Back" }));
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Join a partnership" })).toHaveFocus());
  });
});
