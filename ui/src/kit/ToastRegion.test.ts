import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";

import ToastRegion from "./ToastRegion.svelte";
import { Toasts } from "./toasts.svelte";

afterEach(() => {
  cleanup();
  document.body.innerHTML = "";
});

describe("where toasts appear", () => {
  it("gives the focus back to where it came from when the toast goes", async () => {
    const user = userEvent.setup();
    document.body.innerHTML = "<button>Delete</button>";
    const toasts = new Toasts(() => 1);
    const act = vi.fn();
    const { component } = render(ToastRegion, { toasts, dismissLabel: "Dismiss" });
    toasts.say({ words: "Draft deleted.", undo: { label: "Undo", act } });
    await screen.findByText("Draft deleted.");
    screen.getByRole("button", { name: "Delete" }).focus();
    (component as { focus(): void }).focus();
    expect(screen.getByRole("button", { name: "Undo" })).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(act).toHaveBeenCalledTimes(1);
    await vi.waitFor(() => expect(screen.getByRole("button", { name: "Delete" })).toHaveFocus());
  });

  it("goes to the page's title when what had the focus is gone too", async () => {
    const user = userEvent.setup();
    document.body.innerHTML = '<h1 id="page-title" tabindex="-1">Today</h1><button>Delete</button>';
    const toasts = new Toasts(() => 1);
    const { component } = render(ToastRegion, { toasts, dismissLabel: "Dismiss" });
    toasts.say({ words: "Draft deleted." });
    await screen.findByText("Draft deleted.");
    const gone = screen.getByRole("button", { name: "Delete" });
    gone.focus();
    (component as { focus(): void }).focus();
    gone.remove();
    await user.keyboard("{Enter}");
    await vi.waitFor(() => expect(screen.getByRole("heading", { name: "Today" })).toHaveFocus());
  });

  it("says what was done first, and then of which, as sentences", async () => {
    const toasts = new Toasts(() => 2);
    render(ToastRegion, { toasts, dismissLabel: "Dismiss" });
    const id = toasts.say({ words: "Recorded on this device", detail: "Addison: “About eight young…”.", meanwhile: "Being sent." });
    const said = await screen.findByText("Recorded on this device");
    expect(said.parentElement).toHaveTextContent(/^Recorded on this device\. Addison: “About eight young…”\. Being sent\.$/);
    toasts.settle(id);
    await vi.waitFor(() => expect(said.parentElement).toHaveTextContent(/Addison: “About eight young…”\.$/));
  });

  it("is a status region before anything is said, so that the first is heard", () => {
    render(ToastRegion, { toasts: new Toasts(() => 1), dismissLabel: "Dismiss" });
    expect(screen.getByRole("status")).toHaveTextContent(/^$/);
  });
});
