// @vitest-environment node
// Keys stand in buttons that lie on tints: what is drawn there, computed from the styles as they are written.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const style = (name: string) => readFileSync(new URL(`../styles/${name}.css`, import.meta.url), "utf8");
const tokens = style("tokens");
const controls = style("controls");

type Colour = [number, number, number];

/** A colour of the tokens, in the light and in the dark. */
function colour(name: string, dark: boolean): Colour {
  const found = new RegExp(`${name}:\\s*light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(tokens);
  const hex = found?.[dark ? 2 : 1];
  if (hex === undefined) throw new Error(`no ${name}`);
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as Colour;
}
const over = (top: Colour, ground: Colour, opacity: number) =>
  top.map((part, n) => part * opacity + (ground[n] ?? 0) * (1 - opacity)) as Colour;
function luminance(of: Colour): number {
  const [r, g, b] = of.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)) as Colour;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: Colour, b: Colour): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}
const opacity = (selector: string) => Number(new RegExp(`^${selector}\\{[^}]*opacity:([\\d.]+)`, "m").exec(controls)?.[1]);

it.each([["light", false], ["dark", true]])("the key on a quiet button can be read on a tinted row in the %s", (_, dark) => {
  const ground = colour("--blue-tint", dark);
  const drawn = over(colour("--blue", dark), ground, opacity("\\.btn\\.quiet kbd"));
  expect(contrast(drawn, ground)).toBeGreaterThanOrEqual(4.5);
});
