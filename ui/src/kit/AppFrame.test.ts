import { cleanup, render, screen } from "@testing-library/svelte";
import { createRawSnippet } from "svelte";
import { afterEach, expect, test } from "vitest";

import AppFrame from "./AppFrame.svelte";

afterEach(cleanup);

const nothing = () => undefined;

function frame(waiting?: { count: number; words: string }, name = "Helen Prior") {
  return render(AppFrame, {
    labels: { brand: "Wardbook", record: "Record", find: "Find", lock: "Lock", menu: "Menu", main: "Main", skip: "Skip" },
    places: [{ id: "triage", label: "Triage", icon: "inbox", waiting }],
    here: null,
    person: { name, role: "Coordinator" },
    sync: { icon: "sample", headline: "Sample data", detail: "" },
    syncLabel: "Sample data",
    canLock: false,
    ongo: nothing,
    onrecord: nothing,
    onfind: nothing,
    onlock: nothing,
    onsync: nothing,
    children: createRawSnippet(() => ({ render: () => "<p>Page</p>" })),
  });
}

test("a number beside a place is said in words, and follows the news", async () => {
  const { rerender } = frame({ count: 12, words: "12 notes not read, 1 past its time" });
  const link = screen.getByRole("link", { name: "Triage" });
  expect(link).toHaveAccessibleDescription("12 notes not read, 1 past its time");
  expect(link).toHaveTextContent("12");
  await rerender({ places: [{ id: "triage", label: "Triage", icon: "inbox", waiting: { count: 412, words: "412 notes not read" } }] });
  expect(screen.getByRole("link", { name: "Triage" })).toHaveTextContent("99+");
});

test("where nothing waits there is no number, not even a zero", () => {
  frame();
  const link = screen.getByRole("link", { name: "Triage" });
  expect(link).toHaveTextContent(/^Triage$/);
  expect(link).not.toHaveAttribute("aria-describedby");
});

test("a name too long for its place is told in full", () => {
  const name = "Hammersmith and Fulham Community Safety Partnership";
  frame(undefined, name);
  expect(screen.getByTitle(name)).toHaveTextContent(name);
});
