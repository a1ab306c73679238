// Words of the trail: what people read, opened and took out. What each entry is called, and when it was,
// comes worded from behind.
const count = new Intl.NumberFormat("en-GB");

export const trail = {
  /** For administrators: everybody's. */
  all: {
    title: "What was read and opened",
    lead: "Who read notes of others and the analysis of plans, who searched, who opened a sealed source, and who took out a copy. Nothing here says what stood in any of it. Entries are to be kept for six years, unless your partnership agreed on another time.",
    order: "What arrived last stands first",
    open: "See what was read and opened",
    none: "Nothing has been read or opened yet",
    noneSays: "When somebody reads a note of somebody else, searches, opens a sealed source or takes out a copy, it stands here with their name and the time.",
    noneOf: "Nothing of this person is held here",
    noneOfSays: "What they read, open and take out stands here once their device has sent it.",
  },
  /** For everybody: their own alone. */
  own: {
    title: "What you read and opened",
    note: "To be kept for six years",
    why: "Nobody reads what others passed on without a trace: what you read of theirs, what you open and what you take out is listed here, to be kept for six years unless your partnership agreed on another time. Administrators see this list too, and never what stood in it.",
    order: "The latest stands first. It can take half a minute until something is listed.",
    none: "Nothing is listed yet",
    noneSays: "When you read a note of somebody else, search, open a sealed source or take out a copy, it stands here with the time.",
  },
  /** On the page of one person. */
  of: {
    heading: "Trail",
    note: "Without what stood in it",
    open: "See what they read and opened",
    openOwn: "See what you read and opened",
  },
  people: "All people",
  person: "Whose",
  everybody: "Everybody",
  you: (name: string) => `${name} (you)`,
  left: (name: string) => `${name} (left)`,
  when: "When",
  who: "Who",
  what: "What",
  ward: "Ward",
  count: "Records",
  /** The number in words, where it stands under the entry and has no column of its own. */
  records: (n: number) => (n === 1 ? "1 record" : `${count.format(n)} records`),
  number: (n: number) => count.format(n),
  listed: (n: number) => (n === 1 ? "1 entry is listed." : `${count.format(n)} entries are listed.`),
  end: "Nothing older is held here.",
  more: "Show more",
  loadingMore: "Reading more…",
  loading: "Reading the list…",
  failed: "The list could not be read",
  moreFailed: "No more could be read",
} as const;
