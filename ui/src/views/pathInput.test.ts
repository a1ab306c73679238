import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";

import PathInput from "./PathInput.svelte";

it("takes a path as Windows copies it, with marks around it, and leaves marks within one alone", async () => {
  render(PathInput, { id: "to", kind: "folder", label: "Folder", value: "" });
  const user = userEvent.setup();
  const field = screen.getByLabelText<HTMLInputElement>("Folder");
  for (const [typed, taken] of [
    ['"D:\\Handover"', "D:\\Handover"],
    [' /home/amara/"both" ', '/home/amara/"both"'],
  ] as const) {
    await user.clear(field);
    await user.type(field, typed);
    await user.tab();
    expect(field.value).toBe(taken);
  }
});
