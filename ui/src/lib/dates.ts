// Days and times in words: always en-GB, Europe/London, whatever the machine says.
const day = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  day: "numeric",
  month: "long",
  year: "numeric",
});

/** "14 October 2021" */
export function today(now = new Date()): string {
  return day.format(now);
}

const short = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
});

/** "Thu 14 Oct 2021", from an ISO day; anything else as it is. */
export function shortDay(iso: string): string {
  const made = new Date(`${iso}T12:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(iso) || Number.isNaN(made.getTime())) return iso;
  return short.format(made).replace(",", "");
}

const digits = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  day: "2-digit",
  month: "2-digit",
  year: "numeric",
});

/** "2021-10-14", for names of files. */
export function isoToday(now = new Date()): string {
  return digits.format(now).split("/").reverse().join("-");
}
