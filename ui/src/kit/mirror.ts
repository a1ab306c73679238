/**
 * The arithmetic of the layer beneath a writing field: which stretches of text are underlined,
 * and how underlines move while somebody goes on typing.
 *
 * Positions are UTF-16 units, as a textarea counts them. Knows no page: measuring rows is the
 * component"s work, since only a laid-out page can say where a row is.
 */

export interface Span {
  start: number;
  end: number;
}

export interface Piece {
  text: string;
  /** Numbers of the findings that cover this piece; empty for plain text. */
  marks: number[];
}

/** Cuts a text at the edges of the spans, so that overlapping spans each keep their underline. */
export function pieces(text: string, spans: readonly Span[]): Piece[] {
  const cuts = new Set<number>([0, text.length]);
  const inside = spans.map((span) => ({
    start: Math.max(0, Math.min(span.start, text.length)),
    end: Math.max(0, Math.min(span.end, text.length)),
  }));
  for (const span of inside) {
    if (span.end > span.start) cuts.add(span.start).add(span.end);
  }
  const at = [...cuts].sort((a, b) => a - b);
  const out: Piece[] = [];
  for (let i = 0; i + 1 < at.length; i += 1) {
    const from = at[i] ?? 0;
    const to = at[i + 1] ?? from;
    const marks: number[] = [];
    inside.forEach((span, n) => {
      if (span.end > span.start && span.start <= from && span.end >= to) marks.push(n);
    });
    out.push({ text: text.slice(from, to), marks });
  }
  return out;
}

/**
 * Moves spans found in `before` to where the same words stand in `after`. A span the edit touched
 * is dropped: it says nothing sure about the new words until they are looked at again.
 */
export function follow<S extends Span>(before: string, after: string, spans: readonly S[]): S[] {
  if (before === after) return [...spans];
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before.charCodeAt(head) === after.charCodeAt(head)) head += 1;
  let tail = 0;
  while (
    tail < shorter - head &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail += 1;
  }
  const editEnd = before.length - tail;
  const moved = after.length - before.length;
  const out: S[] = [];
  for (const span of spans) {
    if (span.end <= head) out.push(span);
    else if (span.start >= editEnd) {
      out.push({ ...span, start: span.start + moved, end: span.end + moved });
    }
  }
  return out;
}

/** Length in characters, as the limit on a text is counted: not in UTF-16 units. */
export function characters(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0xdc00 || unit > 0xdfff) count += 1;
  }
  return count;
}
