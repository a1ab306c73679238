/**
 * What "when was it?" shows: the quick choice and the four fields, and how they become the answer
 * a note carries.
 *
 * Knows no page and no backend, and refuses nothing: whether a date exists or lies ahead is said
 * by the one rule behind the notebook, in its words. The clock is handed in, so a test can stand
 * on any day; calendar days are those of London, whatever zone the computer believes in.
 */

import { record as words } from "../lib/words/record";

export type WhenChoice = "now" | "earlier" | "yesterday" | "date";

export const whenChoices: readonly { id: WhenChoice; label: string }[] = [
  { id: "now", label: words.now },
  { id: "earlier", label: words.earlierToday },
  { id: "yesterday", label: words.yesterday },
  { id: "date", label: words.aDate },
];

export interface WhenFields {
  day: string;
  month: string;
  year: string;
  about: string;
}

export interface WhenValue extends WhenFields {
  choice: WhenChoice;
}

/** The shape a request carries. */
export type WhenAnswer =
  | { kind: "now" }
  | { kind: "earlier-today" | "yesterday"; time: string }
  | { kind: "date"; day: string; month: string; year: string; time: string }
  /** A day or a moment as the terminal writes it; this page never answers with it. */
  | { kind: "iso"; text: string };

export const systemClock = () => new Date();

export const blankWhen: WhenValue = { choice: "now", day: "", month: "", year: "", about: "" };

interface WallClock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

const london = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  hourCycle: "h23",
});

export function wallClock(at: Date): WallClock {
  const read: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const part of london.formatToParts(at)) read[part.type] = Number(part.value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0 } = read;
  return { year, month, day, hour, minute };
}

const two = (n: number) => String(n).padStart(2, "0");

function dayBefore(wall: WallClock): WallClock {
  // In UTC, so that the day the clocks change is a day like any other.
  const moved = new Date(Date.UTC(wall.year, wall.month - 1, wall.day - 1));
  return {
    ...wall,
    year: moved.getUTCFullYear(),
    month: moved.getUTCMonth() + 1,
    day: moved.getUTCDate(),
  };
}

const sameDay = (a: WallClock, b: WallClock) =>
  a.year === b.year && a.month === b.month && a.day === b.day;

/** The value after a quick choice was pressed. A time already typed is kept. */
export function choose(choice: WhenChoice, before: WhenValue, now: Date): WhenValue {
  if (choice === "now") return { ...blankWhen };
  if (choice === "date") return { ...before, choice, year: before.year || String(wallClock(now).year) };
  const today = wallClock(now);
  const that = choice === "yesterday" ? dayBefore(today) : today;
  return {
    choice,
    day: String(that.day),
    month: String(that.month),
    year: String(that.year),
    about: before.about,
  };
}

/** The value after a field was typed in: another day than the quick choice named is "a date". */
export function typed(field: keyof WhenFields, text: string, before: WhenValue): WhenValue {
  const choice = field === "about" && before.choice !== "now" ? before.choice : "date";
  return { ...before, choice, [field]: text };
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** `Oct` and `October` mean 10; anything else goes on as it was typed. */
export function readMonth(text: string): string {
  const word = text.trim().toLowerCase();
  if (word.length < 3) return text.trim();
  const found = MONTHS.findIndex((name) => word.startsWith(name));
  return found < 0 ? text.trim() : String(found + 1);
}

/**
 * Reads a time the way people write one: `16:30`, `16.30`, `1630`, `4pm`, `4.30 pm`, `9`. What
 * cannot be read goes on as it was typed, to be refused with words rather than guessed at.
 */
export function readTime(text: string): string {
  const plain = text.trim().toLowerCase().replace(/\.m\.?$/, "m");
  const found = /^(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(am|pm)?$/.exec(plain);
  if (!found) return text.trim();
  let hour = Number(found[1]);
  const minute = Number(found[2] ?? "0");
  const half = found[3];
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return text.trim();
    hour = (hour % 12) + (half === "pm" ? 12 : 0);
  }
  return hour < 24 && minute < 60 ? `${two(hour)}:${two(minute)}` : text.trim();
}

export function toAnswer(value: WhenValue): WhenAnswer {
  const time = readTime(value.about);
  switch (value.choice) {
    case "now":
      return { kind: "now" };
    case "earlier":
      return { kind: "earlier-today", time };
    case "yesterday":
      return { kind: "yesterday", time };
    case "date":
      return {
        kind: "date",
        day: value.day.trim(),
        month: readMonth(value.month),
        year: value.year.trim(),
        time,
      };
  }
}

/**
 * Longest time after which "now" still means now. A person who stops to answer the telephone means
 * the same moment; one who comes back to a draft an hour later does not.
 */
const STILL_NOW_MS = 15 * 60 * 1000;

/**
 * What a kept draft shows when it is opened again. "Now", "today" and "yesterday" were said at
 * `savedAt`, so they become the day they meant then.
 */
export function fromAnswer(answer: WhenAnswer, savedAt: string, now: Date): WhenValue {
  if (answer.kind === "date") {
    const { day, month, year, time } = answer;
    return { choice: "date", day, month, year, about: time };
  }
  if (answer.kind === "iso") {
    const [date = "", time = ""] = answer.text.split(/[T ]/);
    const [year = "", month = "", day = ""] = date.split("-");
    return { choice: "date", day, month, year, about: time.slice(0, 5) };
  }
  if (answer.kind === "now" && now.getTime() - Date.parse(savedAt) < STILL_NOW_MS) return { ...blankWhen };
  const then = wallClock(new Date(savedAt));
  const meant = answer.kind === "yesterday" ? dayBefore(then) : then;
  const today = wallClock(now);
  let choice: WhenChoice = "date";
  if (sameDay(meant, today)) choice = "earlier";
  else if (sameDay(meant, dayBefore(today))) choice = "yesterday";
  return {
    choice,
    day: String(meant.day),
    month: String(meant.month),
    year: String(meant.year),
    about: answer.kind === "now" ? `${two(then.hour)}:${two(then.minute)}` : answer.time,
  };
}

export type DayFields = Omit<WhenFields, "about">;

/** The ISO day three fields stand for; null when they are no day, or not finished. */
export function readDay(fields: DayFields): string | null {
  const month = readMonth(fields.month);
  const [day, year] = [fields.day.trim(), fields.year.trim()];
  if (!/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{4}$/.test(year)) return null;
  const made = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (made.getUTCMonth() !== Number(month) - 1 || made.getUTCDate() !== Number(day)) return null;
  return made.toISOString().slice(0, 10);
}

/** The three fields of an ISO day; what is none leaves them empty. */
export function fieldsOf(iso: string): DayFields {
  const [year = "", month = "", day = ""] = iso.split("-");
  return { day: String(Number(day) || ""), month: String(Number(month) || ""), year };
}

/** The ISO day `days` before today, in London. */
export function daysAgo(days: number, now: Date): string {
  const today = wallClock(now);
  return new Date(Date.UTC(today.year, today.month - 1, today.day - days)).toISOString().slice(0, 10);
}

const shortDay = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" });

export interface MarginDay {
  day: string;
  /** The time, or the year of a day in another year; empty where neither is known or needed. */
  under: string;
}

/** The day of an instant, as London has it: `2021-10-14`. */
export function dayOf(instant: string): string {
  const { year, month, day } = wallClock(new Date(instant));
  return `${year}-${two(month)}-${two(day)}`;
}

/** A moment beside the words of a list: what is near keeps its words, what is far gets its day. */
export function lineWhen(words: string, iso: string, now: Date): string {
  if (/^(today|yesterday)/.test(words)) return words;
  const { day, under } = marginDay(iso, now, "today");
  if (under === "") return day;
  return /^\d{4}$/.test(under) ? `${day} ${under}` : `${day}, ${under}`;
}

/** How a moment stands in the margin of a list: as short as it can be told apart. */
export function marginDay(iso: string, now: Date, todayWord: string): MarginDay {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?:[\d:.]*)(Z|[+-]\d{2}:?\d{2})?)?/.exec(iso);
  if (!found) return { day: iso, under: "" };
  const zoned = found[6] !== undefined;
  const wall = zoned
    ? wallClock(new Date(iso))
    : { year: Number(found[1]), month: Number(found[2]), day: Number(found[3]), hour: Number(found[4] ?? 0), minute: Number(found[5] ?? 0) };
  const time = found[4] === undefined ? "" : `${two(wall.hour)}:${two(wall.minute)}`;
  const today = wallClock(now);
  if (sameDay(wall, today)) return { day: todayWord, under: time };
  const day = shortDay.format(new Date(Date.UTC(wall.year, wall.month - 1, wall.day)));
  return { day, under: wall.year === today.year ? time : String(wall.year) };
}
