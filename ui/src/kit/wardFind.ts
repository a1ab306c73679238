/**
 * Finding a ward by what somebody types: the part of a name, any of its words, an "and" for an
 * "&", with or without the apostrophe, or the code. Knows no page.
 */

export interface WardChoice {
  code: string;
  name: string;
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[’\u0027‘`.]/g, "")
    .replace(/&/g, " and ")
    .replace(/\s+/g, " ")
    .trim();
}

/** Best first: whole name, start of the name, start of a word, anywhere; then by name. */
export function findWards<W extends WardChoice>(wards: readonly W[], typed: string): W[] {
  const wanted = plain(typed);
  const byName = (a: W, b: W) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  if (wanted === "") return [...wards].sort(byName);
  const ranked: { ward: W; rank: number }[] = [];
  for (const ward of wards) {
    const name = plain(ward.name);
    let rank = -1;
    if (name === wanted || ward.code.toLowerCase() === wanted) rank = 0;
    else if (name.startsWith(wanted)) rank = 1;
    else if (name.includes(` ${wanted}`)) rank = 2;
    else if (name.includes(wanted)) rank = 3;
    else if (wanted.length > 2 && ward.code.toLowerCase().includes(wanted)) rank = 4;
    if (rank >= 0) ranked.push({ ward, rank });
  }
  return ranked.sort((a, b) => a.rank - b.rank || byName(a.ward, b.ward)).map((r) => r.ward);
}

/**
 * What leaving the field decides: the ward whose name or code was typed out, or the only one left
 * to choose. `null` when the typed words could mean several, or none.
 */
export function settle<W extends WardChoice>(wards: readonly W[], typed: string): W | null {
  const wanted = plain(typed);
  if (wanted === "") return null;
  const found = findWards(wards, typed);
  const exact = found.find((w) => plain(w.name) === wanted || w.code.toLowerCase() === wanted);
  return exact ?? (found.length === 1 ? (found[0] ?? null) : null);
}
