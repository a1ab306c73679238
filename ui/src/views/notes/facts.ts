// What a note says beside its text, as pairs for a list: only what was answered.
import type { Choice, ListsView, NoteView } from "../../lib/api/generated";
import { notes as words } from "../../lib/words/notes";

export interface Fact {
  label: string;
  value: string;
}

const labelOf = (options: readonly Choice[] | undefined, id: string) =>
  options?.find((option) => option.id === id)?.label ?? id;
const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

export function factsOf(note: NoteView, lists: ListsView | null): Fact[] {
  const rows: Fact[] = [];
  const add = (label: string, ...parts: (string | null | undefined)[]) => {
    const said = parts.filter((part): part is string => Boolean(part));
    const value = said.map((part, n) => (n === 0 ? part : lower(part))).join(", ");
    if (value) rows.push({ label, value });
  };
  add(words.facts.where, note.place, note.place_type && labelOf(lists?.place_types, note.place_type));
  add(words.facts.how, note.how_known && labelOf(lists?.how_known, note.how_known));
  add(words.facts.topic, note.topics.map((topic) => labelOf(lists?.topics, topic)).join("; "));
  add(
    words.facts.people,
    note.people
      .map((person) =>
        [labelOf(lists?.person_categories, person.category), labelOf(lists?.age_bands, person.age_band)]
          .filter(Boolean)
          .join(", "),
      )
      .join("; "),
  );
  add(
    words.facts.weapon,
    note.weapon && labelOf(lists?.weapons, note.weapon),
    note.weapon_origin && words.origin(lower(labelOf(lists?.weapon_origins, note.weapon_origin))),
  );
  add(words.facts.residents, note.residents === null ? null : words.residents(note.residents));
  add(words.facts.heldFor, note.held_for);
  return rows;
}
