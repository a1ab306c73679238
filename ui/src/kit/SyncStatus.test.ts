import { cleanup, render, screen } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";

import { words } from "../lib/words/en";
import SyncStatus, { syncIcons } from "./SyncStatus.svelte";

afterEach(cleanup);

describe("the sync corner", () => {
  it("has a drawing of its own for every state of the catalogue", () => {
    const states = ["up-to-date", "waiting", "sending", "receiving", "offline", "stale", "held", "conflict", "attention"];
    expect(new Set(states.map((state) => syncIcons[state])).size).toBe(states.length);
  });

  it("says what it counts beside the words, and nothing where it is nought", async () => {
    const { rerender } = render(SyncStatus, { icon: "offline", headline: "Offline since 09:10", detail: "You can go on working", counted: "3 waiting" });
    expect(screen.getByText("You can go on working, 3 waiting")).toBeVisible();
    await rerender({ icon: "up-to-date", headline: "Everything is sent", detail: "Last exchange 14:32", counted: "" });
    expect(screen.getByText("Last exchange 14:32")).toBeVisible();
  });

  it("counts in words only where the state’s own words do not", () => {
    const { counted } = words.places;
    expect(["waiting", "offline", "stale"].map((icon) => counted(icon, 3))).toEqual(["3 waiting", "3 waiting", "3 waiting"]);
    expect(counted("held", 2)).toBe("2 held");
    expect(["sending", "attention", "conflict", "up-to-date"].map((icon) => counted(icon, 2))).toEqual(["", "", "", ""]);
    expect(counted("offline", 0)).toBe("");
  });
});
