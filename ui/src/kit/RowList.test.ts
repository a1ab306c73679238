import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { createRawSnippet } from "svelte";
import { afterEach, expect, it } from "vitest";

import RowList, { type RowAt } from "./RowList.svelte";

afterEach(cleanup);

const rows = ["Footpath", "Gate", "Steps", "Yard"];

function list(selected: string | null = null) {
  const told: string[] = [];
  const moves: number[] = [];
  render(RowList<string>, {
    rows,
    key: (row: string) => row,
    label: "Places",
    selected,
    busy: false,
    move: (step: number) => {
      moves.push(step);
      return "Gate";
    },
    onpick: (id: string) => told.push(`picked ${id}`),
    onopen: (id: string, byKey: boolean) => told.push(`opened ${id}${byKey ? " by key" : ""}`),
    onchoose: (id: string) => told.push(`chose ${id}`),
    row: createRawSnippet<[string, RowAt]>((row, at) => ({
      render: () => `<li id="${at().id}" role="option" aria-selected="${at().selected}">${row()}</li>`,
      setup: (element) => element.addEventListener("click", at().press),
    })),
  });
  return { user: userEvent.setup(), told, moves };
}
const box = () => screen.getByRole("listbox", { name: "Places" });

it("is one stop for the Tab key, tells the row that is read by its id, and picks the first where none is read", async () => {
  const { user, told, moves } = list();
  expect(box()).not.toHaveAttribute("aria-activedescendant");
  await user.tab();
  expect(box()).toHaveFocus();
  expect([moves, told]).toEqual([[1], ["picked Gate"]]);
  await user.tab();
  expect(document.body).toHaveFocus();
});

it("moves with arrows, by pages and to either end", async () => {
  const { user, moves } = list("Gate");
  expect(screen.getByRole("option", { selected: true }).id).toBe(box().getAttribute("aria-activedescendant"));
  box().focus();
  await user.keyboard("{ArrowDown}{ArrowUp}{PageDown}{PageUp}{Home}{End}");
  expect(moves).toEqual([1, -1, 8, -8, -1e9, 1e9]);
});

it("opens with Enter, chooses with Space, and leaves keys with a modifier to others", async () => {
  const { user, told, moves } = list("Gate");
  box().focus();
  await user.keyboard("{Enter} {Control>}{ArrowDown}{/Control}");
  expect(told).toEqual(["opened Gate by key", "chose Gate"]);
  expect(moves).toEqual([]);
});

it("opens the row that is pressed and keeps the focus itself", async () => {
  const { user, told } = list("Gate");
  await user.click(screen.getByText("Steps"));
  expect(told).toEqual(["opened Steps"]);
  expect(box()).toHaveFocus();
});
