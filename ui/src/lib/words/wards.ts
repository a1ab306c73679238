// Words of the Wards page. Every number is one of this notebook's own notes, and says so.

const count = new Intl.NumberFormat("en-GB");

export const wards = {
  title: "Wards",
  sub: (set: string, from: string, to: string) =>
    `${set}. Notes in this notebook, ${from} to ${to}. Withdrawn notes are left out. ${to} is not over yet.`,
  table: "Every ward",
  ward: "Ward",
  residents: "Residents",
  notes: "12 months",
  byMonth: "By month",
  last: "Last note",
  lastNone: "None",
  total: "All wards",
  sortBy: (column: string) => `Sort by ${column}`,
  other: (n: number) =>
    n === 1
      ? "1 note was entered on other ward boundaries and is not counted here."
      : `${count.format(n)} notes were entered on other ward boundaries and are not counted here.`,
  number: (n: number) => count.format(n),

  choose: "Choose a ward to see its months, its neighbours and its latest notes.",
  back: "All wards",
  heading: (n: number) => (n === 1 ? "1 note in 12 months" : `${n === 0 ? "No" : count.format(n)} notes in 12 months`),
  chart: (ward: string, n: number) => `Notes by month in ${ward}: ${count.format(n)} in 12 months. The same numbers stand in the table below.`,
  asTable: "The same numbers as a table",
  monthTable: (ward: string) => `Notes by month, ${ward}`,
  month: "Month",
  noteCount: "Notes",
  soFar: "so far",
  sum: "12 months",
  neighbours: "Next to it",
  neighboursUnknown: "Which wards it touches is not known for these boundaries. Wards from May 2022 need an imported boundary file.",
  recent: "Latest notes",
  recentNone: "No notes in this ward yet.",
  allNotes: "All notes of this ward",
  recordHere: "Record a note",
  today: "Today",

  failed: "The wards could not be read",
  wardFailed: "This ward could not be read",
  tryAgain: "Try again",
  loading: "Reading wards…",
} as const;
