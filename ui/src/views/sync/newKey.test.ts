import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import App from "../../App.svelte";
import { toasts } from "../../kit/toasts.svelte";
import { router } from "../../lib/router.svelte";
import { session } from "../../lib/session.svelte";
import { type Answers, failure, linked, locked, notebook, open, refuse } from "../../testing/book";
import { syncPage } from "../../testing/partnership";
import { NewKey } from "./newKey.svelte";
import PartnershipSync from "./PartnershipSync.svelte";

const theOpener = "The server has a new key…";
const text = "wardbook-1newkey";
const fingerprint = "ffee ddcc bbaa 9988 7766 5544 3322 1100";
const passphrase = "four plain garden words";
const wrong = "Something answered that is not your partnership’s server: its key is another. Nothing was sent.";
const done = "This notebook knows its server by the new key from here on. What waited was sent, and what is new is here.";
const taken = { fingerprint, exchanged: true, words: done };
const server = syncPage().server;
/** What an exchange was refused for goes on standing in the way. */
const inTheWay = { next_try_seconds: 40 };

const quiet: Answers = {
  conflicts: () => ({ conflicts: [] }),
  session: () => open({ sync: linked }),
  sync: () => syncPage(),
  touch: () => ({}),
};
type User = ReturnType<typeof userEvent.setup>;

const label = { text: /^The text you were sent/, fingerprint: /^Fingerprint of the new key/, passphrase: /^Passphrase/ };
const form = () => within(screen.getByRole("region", { name: "A new key" }));
const trust = (user: User) => user.click(form().getByRole("button", { name: "Trust this key" }));

async function begin(user: User) {
  await user.click(await screen.findByRole("button", { name: theOpener }));
}
async function fill(user: User, pasted = text) {
  await user.click(form().getByLabelText(label.text));
  await user.paste(pasted);
  await user.type(form().getByLabelText(label.fingerprint), fingerprint);
  await user.type(form().getByLabelText(label.passphrase), passphrase);
}

beforeEach(() => {
  session.view = null;
  session.release();
  router.forget();
  toasts.clear();
});
afterEach(cleanup);

describe("telling the notebook that its server has a new key", () => {
  it("is offered beside the words that the server is another, and quietly with what is known of it", async () => {
    const user = userEvent.setup();
    notebook({ ...quiet, sync: () => syncPage(inTheWay), sync_now: refuse("wrong-server", wrong) });
    render(PartnershipSync, { sync: linked });
    const quietly = await screen.findByRole("button", { name: theOpener });
    expect(screen.getByRole("region", { name: "Server" })).toContainElement(quietly);
    await user.click(screen.getByRole("button", { name: "Send and fetch now" }));
    await screen.findByText(wrong);
    const beside = screen.getAllByRole("button", { name: theOpener })[0] as HTMLElement;
    expect(beside).not.toBe(quietly);
    expect(screen.getByText(wrong).compareDocumentPosition(beside)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
    expect(screen.queryByRole("region", { name: "A new key" })).toBeNull();
    await user.click(beside);
    expect(document.activeElement).toHaveTextContent(/^Only do this if whoever runs the server told you so in person or by telephone\./);
    await user.click(form().getByRole("button", { name: "Cancel" }));
    expect(beside).toHaveFocus();
  });

  it("is offered beside them also where the exchange went by itself", async () => {
    notebook({ ...quiet, sync: () => syncPage({ ...inTheWay, paragraphs: [wrong], trouble: "wrong-server" }) });
    render(PartnershipSync, { sync: linked });
    const beside = (await screen.findAllByRole("button", { name: theOpener }))[0] as HTMLElement;
    expect(screen.getAllByRole("button", { name: theOpener })).toHaveLength(2);
    expect(screen.getByText(wrong).compareDocumentPosition(beside)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  });

  it("is not offered beside other words, and not at all in a notebook without a server", async () => {
    const user = userEvent.setup();
    const why = "The server could not be reached. What was recorded is safe.";
    notebook({ ...quiet, sync: () => syncPage(inTheWay), sync_now: refuse("unreachable", why) });
    render(PartnershipSync, { sync: linked });
    await user.click(await screen.findByRole("button", { name: "Send and fetch now" }));
    await screen.findByText(why);
    expect(screen.getAllByRole("button", { name: theOpener })).toHaveLength(1);
    cleanup();
    notebook({ ...quiet, sync: () => syncPage({ ...inTheWay, server: null }), sync_now: refuse("wrong-server", wrong) });
    render(PartnershipSync, { sync: linked });
    await user.click(await screen.findByRole("button", { name: "Send and fetch now" }));
    await screen.findByText(wrong);
    expect(screen.queryByRole("button", { name: theOpener })).toBeNull();
  });

  it("says what it means before it asks, and never takes the fingerprint from the text", async () => {
    const user = userEvent.setup();
    const book = notebook({ ...quiet, reintroduce: () => taken });
    render(PartnershipSync, { sync: linked });
    await begin(user);
    form().getByText(/receives what you have not sent yet, and everything this notebook holds\. Nothing is sent before/);
    await user.click(form().getByLabelText(label.text));
    await user.paste(text);
    await user.tab();
    expect(form().getByLabelText(label.fingerprint)).toHaveFocus();
    expect(form().getByLabelText(label.fingerprint)).toHaveValue("");
    expect(form().getByLabelText(label.fingerprint)).toHaveAccessibleDescription(/as you were told it, not from the text/);
    expect(book.of("invitation_look")).toEqual([]);
    await trust(user);
    const summary = await form().findByRole("alert");
    expect(within(summary).getAllByRole("link").map((link) => link.textContent)).toEqual([
      "Type the fingerprint you were told.",
      "Give the passphrase of this notebook.",
    ]);
    expect(book.of("reintroduce")).toEqual([]);
  });

  it("sends what was typed, the text without the breaks of a mail program, says what came of it and forgets the rest", async () => {
    const user = userEvent.setup();
    let known = server?.fingerprint ?? "";
    let news = false;
    const book = notebook({
      ...quiet,
      sync: () => syncPage({ server: server && { ...server, fingerprint: known }, ...(news ? {} : inTheWay) }),
      sync_now: refuse("wrong-server", wrong),
      reintroduce: () => {
        known = fingerprint;
        news = true;
        return taken;
      },
    });
    render(PartnershipSync, { sync: linked });
    await user.click(await screen.findByRole("button", { name: "Send and fetch now" }));
    await screen.findByText(wrong);
    await user.click(screen.getAllByRole("button", { name: theOpener })[0] as HTMLElement);
    await fill(user, " wardbook-\n1newkey\n");
    await trust(user);
    const said = await form().findByRole("status");
    expect(said).toHaveTextContent(done);
    expect(said).toHaveClass("green");
    await vi.waitFor(() => expect(document.activeElement).toContainElement(said));
    expect(book.of("reintroduce").map((call) => call.args)).toEqual([{ invitation: text, fingerprint, passphrase }]);
    // What the page says of the server is asked anew, and that it was another holds no longer.
    await screen.findByText(fingerprint);
    expect(screen.queryByText(wrong)).toBeNull();
    // Begun again over what it said, without having been closed.
    await begin(user);
    for (const field of Object.values(label)) expect(form().getByLabelText(field)).toHaveValue("");
  });

  it("says in amber that the exchange after it did not come to its end, and no longer that the key is another", async () => {
    const user = userEvent.setup();
    const words = "This notebook knows its server by the new key from here on. The exchange after it did not come to its end: The server could not be reached.";
    notebook({
      ...quiet,
      sync: () => syncPage(inTheWay),
      sync_now: refuse("wrong-server", wrong),
      reintroduce: () => ({ ...taken, exchanged: false, words }),
    });
    render(PartnershipSync, { sync: linked });
    await user.click(await screen.findByRole("button", { name: "Send and fetch now" }));
    await screen.findByText(wrong);
    await user.click(screen.getAllByRole("button", { name: theOpener })[0] as HTMLElement);
    await fill(user);
    await trust(user);
    const said = await form().findByRole("status");
    expect(said).toHaveTextContent(words);
    expect(said).toHaveClass("amber");
    await vi.waitFor(() => expect(screen.queryByText(wrong)).toBeNull());
  });

  it.each([
    ["not-an-invitation", "That is not an invitation.", "invitation", label.text],
    ["invitation-typo", "The invitation has a slip in it.", "invitation", label.text],
    ["other-fingerprint", "The fingerprint is not that of the key which this text names.", "fingerprint", label.fingerprint],
    ["passphrase-wrong", "That passphrase does not open this notebook.", "passphrase", label.passphrase],
    ["wait", "Too many wrong tries. Nothing is lost. Wait 40 seconds, then try again.", "", null],
    ["server-not-proven", "What answers does not know what this notebook was given last.", "", null],
    ["nothing-given", "This notebook was given nothing by its server yet.", "", null],
    ["wrong-server", "Something answered whose key is another.", "", null],
    ["server-needed", "The server is needed for this.", "", null],
  ])("says the words of %s as they come, beside their field where they have one, and keeps what was typed", async (code, message, name, field) => {
    const user = userEvent.setup();
    const field_errors = name ? [{ field: name, message }] : [];
    notebook({ ...quiet, reintroduce: refuse(code, message, { field_errors, wait_seconds: code === "wait" ? 40 : null }) });
    render(PartnershipSync, { sync: linked });
    await begin(user);
    await fill(user);
    await trust(user);
    const summary = await form().findByRole("alert");
    expect(summary).toHaveTextContent(message);
    expect(summary).toHaveFocus();
    if (field) {
      await user.click(within(summary).getByRole("link", { name: message }));
      expect(form().getByLabelText(field)).toHaveFocus();
      expect(document.activeElement).toHaveAccessibleDescription(expect.stringContaining(message));
      await user.keyboard("x");
      expect(document.activeElement).not.toHaveAccessibleDescription(expect.stringContaining(message));
      await user.keyboard("{Backspace}");
    }
    expect(form().getByLabelText(label.text)).toHaveValue(text);
    expect(form().getByLabelText(label.fingerprint)).toHaveValue(fingerprint);
    expect(form().getByLabelText(label.passphrase)).toHaveValue(passphrase);
  });

  it("forgets what was typed when its form is closed", async () => {
    const user = userEvent.setup();
    notebook(quiet);
    render(PartnershipSync, { sync: linked });
    await begin(user);
    await fill(user);
    await user.click(form().getByRole("button", { name: "Show what I type" }));
    await user.click(form().getByRole("button", { name: "Cancel" }));
    expect(screen.queryByRole("region", { name: "A new key" })).toBeNull();
    await begin(user);
    for (const field of Object.values(label)) expect(form().getByLabelText(field)).toHaveValue("");
    expect(form().getByLabelText(label.passphrase)).toHaveAttribute("type", "password");
  });

  it("puts what came of it away when asked, and forgets what was typed when its page goes", async () => {
    const user = userEvent.setup();
    notebook({ ...quiet, reintroduce: () => taken });
    render(PartnershipSync, { sync: linked });
    await begin(user);
    await fill(user);
    await trust(user);
    await user.click(await form().findByRole("button", { name: "Close" }));
    expect(screen.queryByText(done)).toBeNull();
    expect(screen.getByRole("button", { name: theOpener })).toHaveFocus();
    const left = new NewKey(async () => undefined);
    [left.text, left.fingerprint, left.passphrase] = [text, fingerprint, passphrase];
    left.leave();
    expect([left.text, left.fingerprint, left.passphrase]).toEqual(["", "", ""]);
  });

  it("leaves a form that was begun as it stands where the way to it is pressed again", async () => {
    const user = userEvent.setup();
    notebook({ ...quiet, reintroduce: refuse("other-fingerprint", "Another.", { field_errors: [{ field: "fingerprint", message: "Another." }] }) });
    render(PartnershipSync, { sync: linked });
    await begin(user);
    await fill(user);
    await trust(user);
    await form().findByRole("alert");
    await begin(user);
    expect(form().getByLabelText(label.text)).toHaveValue(text);
    expect(form().getByRole("alert")).toHaveTextContent("Another.");
  });
});

describe("while it is under way", () => {
  const shut = refuse("locked", "The notebook is locked.");

  /** The page behind the corner, and the form sent off. */
  async function underWay(user: User) {
    let closed = false;
    let end: (answer: object) => void = () => undefined;
    let fail: (failure: object) => void = () => undefined;
    const book = notebook({
      ...quiet,
      session: () => (closed ? locked : open({ sync: linked })),
      sync: () => (closed ? shut() : syncPage()),
      conflicts: () => (closed ? shut() : { conflicts: [] }),
      reintroduce: () => new Promise((answer, no) => ([end, fail] = [answer, no])),
    });
    const locks = () => {
      closed = true;
      book.tell("session");
    };
    router.go({ page: "sync" });
    render(App);
    await begin(user);
    await fill(user);
    await trust(user);
    await vi.waitFor(() => expect(book.of("reintroduce")).toHaveLength(1));
    return { book, locks, end, fail };
  }

  it("says that it works, and takes no second press", async () => {
    const user = userEvent.setup();
    const { book, end } = await underWay(user);
    const busy = form().getByRole("button", { name: "Asking the server for proof…" });
    await user.click(busy);
    expect(form().getByRole("button", { name: "Cancel" })).toBeDisabled();
    expect(form().getByLabelText(label.text)).toHaveValue(text);
    end(taken);
    await form().findByText(done);
    expect(book.of("reintroduce")).toHaveLength(1);
  });

  it("goes to the locked page where the notebook locks meanwhile, and nothing of it stays", async () => {
    const user = userEvent.setup();
    const { locks, fail } = await underWay(user);
    locks();
    await screen.findByRole("button", { name: "Unlock" });
    fail(failure("locked", "The notebook is locked."));
    await vi.waitFor(() => expect(document.documentElement.outerHTML).not.toContain(text));
    expect(screen.getByRole("button", { name: "Unlock" })).toBeVisible();
  });

  it("tells its end on whatever page the person is by then", async () => {
    const user = userEvent.setup();
    const { end } = await underWay(user);
    router.go({ page: "settings" });
    await vi.waitFor(() => expect(screen.queryByRole("region", { name: "A new key" })).toBeNull());
    end(taken);
    await vi.waitFor(() => expect(toasts.list.map((toast) => toast.words)).toContain(done));
  });
});
