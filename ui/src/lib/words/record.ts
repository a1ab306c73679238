// Words of the Record page and of the writing parts. States and refusals come worded from behind.

const count = new Intl.NumberFormat("en-GB");
const small = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];

export const record = {
  title: "Record a note",
  sub: "Plain words are enough. Somebody else grades it later.",
  /** In a notebook of one’s own. */
  subAlone: "Plain words are enough.",
  hubInSettings: "The number can be set in Settings.",
  /** Which note it was, beside what was done with it. */
  named: (ward: string, firstWords: string) => `${ward}: “${firstWords}”`,
  question: "What did you see or hear?",
  questionHint: "Facts first. What you make of it has a place of its own further down.",
  left: (n: number) => (n === 1 ? "1 character left" : `${count.format(n)} characters left`),
  tooMany: (n: number, limit: number) =>
    `${count.format(n)} ${n === 1 ? "character" : "characters"} too many. A note can hold ${count.format(limit)}. Nothing is cut off: shorten it, or record the rest as a second note.`,

  school: {
    headline: "Safeguarding first",
    says: "Where a child may be at risk, call the safeguarding hub (MASH) before you write.",
  },

  wardQuestion: "Which ward?",
  ward: "Ward",
  anotherWard: "Another ward",
  wardPlaceholder: "Type to find a ward",
  wardNone: (typed: string) => `No ward here is called “${typed}”. Check the spelling, or look through the list.`,
  wardUnsettled: "Choose the ward from the list.",
  wardsFound: (n: number) => (n === 1 ? "1 ward" : `${n} wards`),
  showWards: "Show all wards",

  whenQuestion: "When was it?",
  quickChoice: "Quick choice",
  now: "Now",
  earlierToday: "Earlier today",
  yesterday: "Yesterday",
  aDate: "A date",
  day: "Day",
  month: "Month",
  year: "Year",
  about: "About",
  aboutHint: "A time such as 16:30. Leave it empty if you do not know.",

  more: "If you know more",
  where: "Where",
  place: "Place",
  placeHint: "A street, a corner, the name of a block. Not somebody’s home address unless it matters.",
  placeType: "Kind of place",
  howYouKnow: "How you know",
  topic: "Topic",
  topicHint: "Choose all that fit.",
  who: "Who was there",
  whoHint: "Roughly, in bands. No names here, and never an exact age.",
  ageBand: "Age",
  category: "They are",
  person: (n: number) => `Person ${n}`,
  addPerson: "Describe somebody",
  addAnother: "Describe somebody else",
  removePerson: (n: number) => `Remove person ${n}`,
  remove: "Remove",
  nobody: "Nobody described",
  people: (n: number) => (n === 1 ? "1 person described" : `${n} people described`),
  weapon: "Weapon",
  weaponKind: "Kind",
  weaponOrigin: "Where it came from",
  originUnknown: "origin not said",
  residents: "Residents",
  residentsLabel: "How many residents told you?",
  residentsHint: "For councillors and others who gather what residents say.",
  residentsBad: "Write the number of residents in figures, such as 3.",
  residentsSummary: (n: string) => (n === "1" ? "1 resident" : `${n} residents`),
  opinion: "Your view",
  opinionLabel: "What do you make of it?",
  opinionHint: "Your own view, kept apart from what was seen or heard.",
  notSaid: "Not said",

  secondLook: "A second look",
  nothingYet: "What may be worth another look stands here as you write. It never stops you.",
  things: (n: number) => {
    if (n === 1) return "One thing to think about. It does not stop you.";
    if (n === 2) return "Two things to think about. Neither stops you.";
    return `${small[n] ?? String(n)} things to think about. None of them stops you.`;
  },
  goToIt: "Go to it",
  openIt: "Open it",
  keepIt: "Keep it",

  draftKept: (time: string) => (time ? `Draft kept on this device, ${time}` : "Draft kept on this device"),
  draftWaiting: "Keeping the draft…",
  draftNone: "A draft is kept as you write",
  draftFailed: "The draft could not be saved. Your words are here until the notebook locks or closes.",
  broughtBack: (when: string) => `Your draft from ${when} was brought back.`,
  startAnew: "Start a new note instead",
  versions: {
    open: "Earlier versions",
    says: "Putting one back takes the place of what stands on the page, which then stands in this list.",
    replaced: "just replaced",
    none: "No earlier version yet",
    noneSays: "What you wrote is kept again after every minute of writing, and before a large cut. The last ten stay until you record the note.",
    characters: (n: number) => (n === 1 ? "1 character" : `${count.format(n)} characters`),
    noWords: "No text",
    putBack: "Put back",
    isBack: "An earlier version is back.",
  },
  escape: "closes and keeps the draft",
  close: "Close",
  record: "Record",
  recording: "Recording…",

  withdraw: "Withdraw",
  withdrawnAtOnce: "Withdrawn straight after recording.",
  withdrawn: "Note withdrawn",
  undo: "Undo",
  reinstated: "Note is back",

  refusedHeading: "Not recorded yet",
  refusedSafe: "Your words are still here.",
  troubleHeading: "This page could not be made ready",
  tryAgain: "Try again",
} as const;
