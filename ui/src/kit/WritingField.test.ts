import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import WritingField from "./WritingField.svelte";

const text = "They call him J.R. now";
const show = (over: Record<string, unknown> = {}) => {
  const oninput = vi.fn();
  const { component } = render(WritingField, {
    id: "text",
    label: "What did you see or hear?",
    value: text,
    oninput,
    ...over,
  });
  return { oninput, field: component };
};

// jsdom lays nothing out, so there is nothing to observe.
vi.stubGlobal(
  "ResizeObserver",
  class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
);
afterEach(cleanup);

describe("the writing field", () => {
  it("is a native text field with the name a reader hears", async () => {
    const { oninput } = show({ value: "" });
    const area = screen.getByRole("textbox", { name: "What did you see or hear?" });
    expect(area.tagName).toBe("TEXTAREA");
    await userEvent.type(area, "A");
    expect(oninput).toHaveBeenCalledWith("A");
  });

  it("underlines a finding in the layer beneath and hides that layer from readers", () => {
    show({ marks: [{ key: "k", start: 14, end: 18 }] });
    const mark = document.querySelector("mark");
    expect(mark).toHaveTextContent("J.R.");
    expect(mark?.closest("[aria-hidden=true]")).not.toBeNull();
  });

  it("replaces a finding's words and tells what the text is now", () => {
    const { oninput, field } = show();
    field.replace(14, 18, "a lad");
    expect(oninput).toHaveBeenCalledWith("They call him a lad now");
  });

  it("shows where a finding is by selecting it", () => {
    const { field } = show();
    field.select(14, 18);
    const area = screen.getByRole<HTMLTextAreaElement>("textbox");
    expect(text.slice(area.selectionStart, area.selectionEnd)).toBe("J.R.");
    expect(area).toHaveFocus();
  });

  it("ties its hint, its error and its count to the field", () => {
    show({ hint: "Facts first.", error: "Too long.", count: { words: "3 characters too many", over: true } });
    expect(screen.getByRole("textbox")).toHaveAccessibleDescription("Facts first. Too long. 3 characters too many");
    expect(screen.getByRole("textbox")).toBeInvalid();
  });
});
