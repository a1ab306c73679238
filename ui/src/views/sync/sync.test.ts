import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { toasts } from "../../kit/toasts.svelte";
import { router } from "../../lib/router.svelte";
import { type Answers, notebook, refuse } from "../../testing/book";
import { sharingLook } from "../../testing/sharing";
import { outboxItem, syncPage } from "../../testing/partnership";
import PartnershipSync from "./PartnershipSync.svelte";

const corner = { icon: "attention", headline: "1 item needs you", detail: "It was not accepted; nothing is lost", count: 1 };
const refused = outboxItem("g1", {
  state: "refused",
  words: "Not accepted: the ward is not in use. Mend it and send again.",
  can_retry: true,
  can_edit: true,
});
const quiet: Answers = { conflicts: () => ({ conflicts: [] }) };
const report = { pushed: 0, pulled: 0, conflicts: 0, refused: [], held: 0, pending: 0, server_time: null };
const headings = () => screen.getAllByRole("heading", { level: 2 }).map((each) => each.textContent);

beforeEach(() => {
  router.forget();
  toasts.clear();
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe("the page behind the sync corner", () => {
  it("has the state as its heading and puts what needs a person before what waits", async () => {
    notebook({ ...quiet, sync: () => syncPage({ corner, attention: [refused], waiting: [outboxItem("g2")], waiting_count: 1 }) });
    render(PartnershipSync, { sync: corner });
    expect(screen.getByRole("heading", { level: 1, name: "1 item needs you" })).toBeVisible();
    screen.getByText("It was not accepted; nothing is lost.");
    await screen.findByText(refused.words);
    expect(headings().slice(0, 3)).toEqual(["Needs you", "Waiting", "Received"]);
  });

  it("exports the one note that needs a person, for somebody and for something", async () => {
    const user = userEvent.setup();
    const made = { folder: "/home/a/one", files: [], notes: 1, words: "Exported: 1 note." };
    const book = notebook({
      ...quiet,
      sync: () => syncPage({ attention: [{ ...refused, note: "n1" }] }),
      export: () => made,
      sharing_look: sharingLook,
    });
    render(PartnershipSync, { sync: corner });
    await user.click(await screen.findByRole("button", { name: "Export" }));
    const dialog = within(screen.getByRole("dialog", { hidden: true }));
    await user.type(dialog.getByLabelText(/Who is it for/), "Helen Prior");
    await user.selectOptions(await dialog.findByLabelText("What sort of recipient?"), "partner");
    await dialog.findByText("1 note goes, marked OFFICIAL-SENSITIVE.");
    await user.type(dialog.getByLabelText(/What is it for/), "it was refused");
    await user.type(dialog.getByLabelText(/New folder/), "/home/a/one");
    await user.click(dialog.getByRole("button", { name: "Export", hidden: true }));
    await dialog.findByText("Exported: 1 note.");
    expect(book.of("export")[0]?.args).toEqual({
      folder: "/home/a/one",
      recipient: "Helen Prior",
      purpose: "it was refused",
      recipient_kind: "partner",
      until: "2027-11-24",
      note: "n1",
    });
  });

  it("says when the program tries again by itself, counts down, and says nothing while it tries", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      let left: number | null = 42;
      const book = notebook({ ...quiet, sync: () => syncPage({ next_try_seconds: left }) });
      render(PartnershipSync, { sync: corner });
      await screen.findByText("Next try in 42 seconds.");
      await vi.advanceTimersByTimeAsync(2_000);
      await screen.findByText(/^Next try in (40|39) seconds\.$/);
      left = null;
      book.tell("sync");
      await vi.waitFor(() => expect(screen.queryByText(/Next try/)).toBeNull());
    } finally {
      vi.useRealTimers();
    }
  });

  it("shows what waits in its order, with its words, and counts what it does not show", async () => {
    const user = userEvent.setup();
    const waiting = [outboxItem("g1", { note: "n1" }), outboxItem("g2", { what: "Settings", excerpt: "" })];
    notebook({ ...quiet, sync: () => syncPage({ waiting, waiting_count: 1234 }) });
    render(PartnershipSync, { sync: corner });
    const table = await screen.findByRole("table", { name: "Waiting to be sent, in order" });
    expect(within(table).getAllByRole("rowheader").map((cell) => cell.textContent)).toEqual([
      "Two mopeds againNote for Addison",
      "Settings",
    ]);
    expect(within(table).getAllByText("Recorded on this device. Will be sent when you are online.")).toHaveLength(2);
    screen.getByText("1,234 to be sent, in this order");
    screen.getByText("The first 2 of 1,234 stand here. The others follow in their order.");
    await user.click(within(table).getByRole("button", { name: "Open Two mopeds again" }));
    expect(router.current).toEqual({ page: "notes", note: "n1" });
  });

  it.each([
    ["refused", "Not accepted", ["Send again", "Write it anew", "Copy the text"]],
    ["declined", "Declined", ["Write it anew", "Copy the text"]],
    ["held", "Held", ["Copy the text"]],
  ])("says of an item that it is %s, why, and what may be done", async (state, label, acts) => {
    const words = `Words of ${state}`;
    const item = outboxItem("g1", { state, words, can_retry: state === "refused", can_edit: state !== "held" });
    notebook({ ...quiet, sync: () => syncPage(state === "held" ? { held: [item] } : { attention: [item] }) });
    render(PartnershipSync, { sync: corner });
    const group = await screen.findByRole("group", { name: words });
    expect(within(group).getAllByRole("button").map((button) => button.textContent?.trim())).toEqual(acts);
    const line = group.closest("li") as HTMLElement;
    expect(within(line).getByText(label)).toBeVisible();
    expect(line).toHaveTextContent("Note for Addison, today, 14:32: “Two mopeds again”");
  });

  it("does not say that everything is with the server while something is not", async () => {
    notebook({ ...quiet, sync: () => syncPage({ held: [outboxItem("g1", { state: "held" })] }) });
    render(PartnershipSync, { sync: corner });
    await screen.findByText("Nothing waits");
    expect(screen.queryByText("Everything you recorded is with the server.")).toBeNull();
  });

  it("sends an item again, says so, and moves on to the one in its place", async () => {
    const user = userEvent.setup();
    let attention = [refused, { ...refused, id: "g2", words: "Not accepted: another reason." }];
    const book = notebook({
      ...quiet,
      sync: () => syncPage({ corner, attention }),
      outbox_retry: () => {
        attention = attention.slice(1);
        return {};
      },
    });
    render(PartnershipSync, { sync: corner });
    await user.click((await screen.findAllByRole("button", { name: "Send again" }))[0] as HTMLElement);
    await vi.waitFor(() => expect(screen.queryByText(refused.words)).toBeNull());
    expect(book.of("outbox_retry").map((call) => call.args)).toEqual([{ id: "g1" }]);
    expect(toasts.list[0]?.words).toBe("It is sent again with the next exchange.");
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Send again" })).toHaveFocus());
  });

  it("says beside the item why an act on it did not go through", async () => {
    const user = userEvent.setup();
    notebook({ ...quiet, sync: () => syncPage({ corner, attention: [refused] }), outbox_edit: refuse("busy", "The notebook is in use.") });
    render(PartnershipSync, { sync: corner });
    await user.click(await screen.findByRole("button", { name: "Write it anew" }));
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("The notebook is in use.");
    expect(alert.closest("li")).toHaveTextContent(refused.words);
  });

  it("opens the draft that has the refused words", async () => {
    const user = userEvent.setup();
    notebook({ ...quiet, sync: () => syncPage({ corner, attention: [refused] }), outbox_edit: () => ({ draft: "d7" }) });
    render(PartnershipSync, { sync: corner });
    await user.click(await screen.findByRole("button", { name: "Write it anew" }));
    await vi.waitFor(() => expect(router.current).toEqual({ page: "record", draft: "d7" }));
  });

  it("copies the text whole, and stands it there to be selected where the system does not copy", async () => {
    const user = userEvent.setup();
    const text = "Two mopeds again, engines running";
    notebook({ ...quiet, sync: () => syncPage({ corner, attention: [refused] }), outbox_text: () => ({ text }) });
    render(PartnershipSync, { sync: corner });
    const copy = await screen.findByRole("button", { name: "Copy the text" });
    await user.click(copy);
    expect(await navigator.clipboard.readText()).toBe(text);
    expect(toasts.list[0]?.words).toBe("Text copied.");
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("no"));
    await user.click(copy);
    const field = await screen.findByRole("textbox", { name: "Text of Note for Addison" });
    expect(field).toHaveValue(text);
    expect(field).toHaveFocus();
  });

  it("exchanges once when asked, and says what was sent and received", async () => {
    const user = userEvent.setup();
    let finish: (report: object) => void = () => undefined;
    const book = notebook({ ...quiet, sync: () => syncPage(), sync_now: () => new Promise((done) => (finish = done)) });
    render(PartnershipSync, { sync: corner });
    await user.click(await screen.findByRole("button", { name: "Send and fetch now" }));
    await user.click(await screen.findByRole("button", { name: "Sending and fetching…" }));
    finish({ ...report, pushed: 2 });
    expect(await screen.findByRole("status")).toHaveTextContent("2 items sent, nothing new.");
    expect(book.of("sync_now")).toHaveLength(1);
  });

  it("no longer says what an exchange said that was asked for here once a later one went the other way", async () => {
    const user = userEvent.setup();
    const why = "The server could not be reached. What was recorded is safe.";
    let reached = false;
    const book = notebook({
      ...quiet,
      sync: () => syncPage({ next_try_seconds: reached ? null : 40 }),
      sync_now: () => (reached ? { pushed: 1, pulled: 0 } : refuse("unreachable", why)()),
    });
    render(PartnershipSync, { sync: corner });
    const now = await screen.findByRole("button", { name: "Send and fetch now" });
    await user.click(now);
    await screen.findByText(why);
    reached = true;
    book.tell("sync");
    await vi.waitFor(() => expect(screen.queryByText(why)).toBeNull());
    await user.click(now);
    await screen.findByText("1 item sent, nothing new.");
    reached = false;
    book.tell("sync");
    await vi.waitFor(() => expect(screen.queryByText("1 item sent, nothing new.")).toBeNull());
  });

  it("says once, and not twice, why the server is not reached", async () => {
    const user = userEvent.setup();
    const why = "The server could not be reached. What was recorded is safe.";
    const offline = { icon: "offline", headline: "Offline since 13:34", detail: "You can go on working", count: 0 };
    notebook({
      ...quiet,
      sync: () =>
        syncPage({
          corner: offline,
          paragraphs: [why, "Offline since 13:34. You can go on working."],
          next_try_seconds: 40,
        }),
      sync_now: refuse("unreachable", why),
    });
    render(PartnershipSync, { sync: offline });
    await screen.findByText(why);
    screen.getByText("You can go on working.");
    expect(screen.queryByText("Offline since 13:34. You can go on working.")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Send and fetch now" }));
    expect(await screen.findByRole("alert")).toHaveTextContent(why);
    expect(screen.getAllByText(why)).toHaveLength(1);
  });

  it("asks again whenever the exchange tells of a step, and an older answer never replaces a newer", async () => {
    const answers: ((page: object) => void)[] = [];
    const book = notebook({ ...quiet, sync: () => new Promise((done) => answers.push(done)) });
    render(PartnershipSync, { sync: corner });
    const sending = (words: string) => syncPage({ corner: { ...corner, icon: "sending", headline: words } });
    book.tell("sync");
    expect(answers).toHaveLength(2);
    answers[1]?.(sending("Sending 2 of 2"));
    await screen.findByRole("heading", { name: "Sending 2 of 2" });
    answers[0]?.(sending("Sending 1 of 2"));
    // Long enough for it to have been taken.
    await new Promise((done) => setTimeout(done, 20));
    screen.getByRole("heading", { name: "Sending 2 of 2" });
  });

  it("proves what arrived, and says how long the notebook can be read without the server", async () => {
    const user = userEvent.setup();
    const words = "Received by the server 14:32. Not read yet.";
    notebook({
      ...quiet,
      sync: () => syncPage({ received: [{ note: "n1", what: "Note for Addison", words, receipt: "Place 3 in its stream" }] }),
    });
    render(PartnershipSync, { sync: corner });
    const receipt = (await screen.findByText("Place 3 in its stream")).closest("li") as HTMLElement;
    expect(receipt).toHaveTextContent(words);
    screen.getByText("8 December");
    await user.click(within(receipt).getByRole("button", { name: "Note for Addison" }));
    expect(router.current).toEqual({ page: "notes", note: "n1" });
  });

  it("says that it could not be read, and reads it when asked again", async () => {
    const user = userEvent.setup();
    let reads = false;
    notebook({ ...quiet, sync: () => (reads ? syncPage() : refuse("busy", "The notebook is in use.")()) });
    render(PartnershipSync, { sync: corner });
    expect(await screen.findByRole("alert")).toHaveTextContent("The notebook is in use.");
    reads = true;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("Everything you recorded is with the server.");
    expect(screen.queryByRole("alert")).toBeNull();
  });
});
