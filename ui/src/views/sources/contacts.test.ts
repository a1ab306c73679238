import { render, screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";

import { anew } from "../../testing/anew";
import { notebook } from "../../testing/book";
import { quiet, sourceRow, sourcesView } from "../../testing/sources";
import SourcesView from "./SourcesView.svelte";

const name = "Priya Nair";

anew();

describe("how often one person told something", () => {
  const advice = "Met more than once: a child can become a covert source in law.";
  const words = "4 contacts in all: 3 through Amara Lewis, 1 through Sam Whitfield.";
  const line = async (reference: string) => {
    const list = await screen.findByRole("list", { name: "Sealed sources" });
    const found = [...list.children].find((each) => each.querySelector("b")?.textContent === reference);
    return within(found as HTMLElement);
  };

  it("stands over all who recorded it beside each of their sources, marked under 18 with what follows from it", async () => {
    const book = notebook({
      ...quiet,
      sources: () =>
        sourcesView({
          sources: [
            sourceRow("s1", "S-7K2M4Q", { contacts: { young: true, words, advice } }),
            sourceRow("s2", "S-ABCDEF", { author: "Sam Whitfield", contacts: { young: true, words, advice } }),
            sourceRow("s3", "S-GHJKMN", { contacts: { young: false, words: "2 contacts in all, through Amara Lewis.", advice: null } }),
          ],
        }),
    });
    render(SourcesView, { name });
    for (const reference of ["S-7K2M4Q", "S-ABCDEF"]) {
      const row = await line(reference);
      for (const text of [words, "Under 18", advice]) row.getByText(text);
    }
    const grown = await line("S-GHJKMN");
    grown.getByText("2 contacts in all, through Amara Lewis.");
    expect(grown.queryByText(/Under 18/)).toBeNull();
    expect(book.of("source_open")).toEqual([]);
  });

  it("is marked under 18 also where it was once, and says nothing where nothing more is known", async () => {
    const once = { young: true, words: "", advice: null };
    notebook({
      ...quiet,
      sources: () => sourcesView({ sources: [sourceRow("s1", "S-7K2M4Q", { contacts: once }), sourceRow("s2", "S-ABCDEF")] }),
    });
    render(SourcesView, { name });
    (await line("S-7K2M4Q")).getByText("Under 18");
    expect(screen.queryByText(/contacts/)).toBeNull();
    expect((await line("S-ABCDEF")).queryByText("Under 18")).toBeNull();
  });
});
