import { readFileSync } from "node:fs";
import { join } from "node:path";

import { cleanup, render, screen } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";

import Select from "./Select.svelte";

afterEach(cleanup);
const options = [
  { id: "", label: "Choose a role" },
  { id: "outreach", label: "Outreach worker" },
];

describe("a select", () => {
  it("has one arrow: the chevron, with the system's own taken away", () => {
    const { container } = render(Select, { label: "Role", value: "", options });
    expect(container.querySelectorAll("svg")).toHaveLength(1);
    const rules = readFileSync(join(import.meta.dirname, "../styles/controls.css"), "utf8");
    expect(rules).toMatch(/^\.select\{-webkit-appearance:none;appearance:none;/m);
    expect(rules.match(/^\.select\{.*$/m)?.[0]).not.toContain("gradient");
  });

  it("says to those who hear the page that it needs mending, and why", () => {
    render(Select, { label: "Role", value: "", options, error: "Choose the role first." });
    expect(screen.getByRole("combobox", { name: "Role" })).toBeInvalid();
    expect(screen.getByRole("combobox", { name: "Role" })).toHaveAccessibleDescription("Choose the role first.");
  });
});
