import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import WardPick from "./WardPick.svelte";

const wards = [
  { code: "E05013733", name: "Addison" },
  { code: "E05013738", name: "Fulham Reach" },
  { code: "E05013739", name: "Fulham Town" },
  { code: "E05013748", name: "Shepherd’s Bush Green" },
];
const show = (over: Partial<{ recent: typeof wards; value: string }> = {}) => {
  const onchange = vi.fn();
  render(WardPick, { id: "ward", wards, recent: [], value: "", onchange, ...over });
  return onchange;
};

afterEach(cleanup);

describe("choosing a ward", () => {
  it("is a combobox called Ward before any ward was used", () => {
    show();
    expect(screen.getByRole("combobox", { name: "Ward" })).toBeVisible();
  });

  it("stands wards used before as buttons, and calls the combobox Another ward", async () => {
    const onchange = show({ recent: wards.slice(3), value: "E05013748" });
    expect(screen.getByRole("button", { name: "Shepherd’s Bush Green" })).toHaveAttribute("aria-pressed", "true");
    expect(screen.getByRole("combobox", { name: "Another ward" })).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Shepherd’s Bush Green" }));
    expect(onchange).toHaveBeenCalledWith("E05013748");
  });

  it("takes the first that fits with Enter", async () => {
    const onchange = show();
    await userEvent.type(screen.getByRole("combobox"), "ful{Enter}");
    expect(onchange).toHaveBeenCalledWith("E05013738");
  });

  it("takes the one the arrows stand on", async () => {
    const onchange = show();
    await userEvent.type(screen.getByRole("combobox"), "ful{ArrowDown}{ArrowDown}{Enter}");
    expect(onchange).toHaveBeenCalledWith("E05013739");
  });

  it("settles on the only ward left when somebody goes on to the next field", async () => {
    const onchange = show();
    await userEvent.type(screen.getByRole("combobox"), "shep");
    await userEvent.tab();
    expect(onchange).toHaveBeenCalledWith("E05013748");
  });

  it("says so when the typed words could mean several wards", async () => {
    const onchange = show();
    await userEvent.type(screen.getByRole("combobox"), "ful");
    await userEvent.tab();
    expect(onchange).not.toHaveBeenCalled();
    expect(screen.getByText("Choose the ward from the list.")).toBeVisible();
    expect(screen.getByRole("combobox")).toHaveValue("ful");
  });

  it("gives back what was chosen before on Escape", async () => {
    const onchange = show({ value: "E05013733" });
    await userEvent.type(screen.getByRole("combobox"), "{Backspace}x{Escape}");
    expect(screen.getByRole("combobox")).toHaveValue("Addison");
    expect(onchange).not.toHaveBeenCalled();
  });
});
