// Where the three numbers of a measure stand on a line of 140. People write "21 or fewer" and "no rise":
// a figure is read where one stands first, and nothing is drawn from words alone.

const LEFT = 6;
const RIGHT = 134;

/** The number a text begins with: "21 or fewer" is 21, "no rise" is none, "1,240" is 1240. */
export function figure(text: string | null): number | null {
  const found = /^\s*(-?\d[\d,]*(?:\.\d+)?)/.exec(text ?? "");
  const number = found?.[1] === undefined ? Number.NaN : Number(found[1].replaceAll(",", ""));
  return Number.isFinite(number) ? number : null;
}

export interface Measured {
  start: number | null;
  now: number | null;
  target: number | null;
}

/** Null where fewer than two of them are numbers: one point on a line says nothing. */
export function measured(baseline: string | null, actual: string | null, target: string | null): Measured | null {
  const figures = [figure(baseline), figure(actual), figure(target)] as const;
  const known = figures.filter((value) => value !== null);
  if (known.length < 2) return null;
  const low = Math.min(0, ...known);
  const high = Math.max(...known) * 1.15 || 1;
  const place = (value: number | null) =>
    value === null ? null : Math.round(LEFT + ((value - low) / (high - low || 1)) * (RIGHT - LEFT));
  return { start: place(figures[0]), now: place(figures[1]), target: place(figures[2]) };
}
