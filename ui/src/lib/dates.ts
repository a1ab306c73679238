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
