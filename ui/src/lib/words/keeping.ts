// Words of keeping and erasing. Why something is due, how long things are kept, what an erasing takes along
// and why it may be done come worded from behind.
const count = new Intl.NumberFormat("en-GB");

/** True of everything that is erased. */
const backups =
  "A backup made before still holds it until that backup is restored and meets the server: a restored notebook erases it again at its first contact.";

export const keeping = {
  title: "Keeping and erasing",
  lead: "What is past its time, what was erased, and how long things are kept. Nothing is erased until somebody decides it.",
  settings: "Settings",
  /** In Settings. */
  open: "Open keeping and erasing",
  /** On Today. */
  /** On Today, for the author of what others erased. Why comes worded from behind. */
  ownErased: {
    label: "Your notes that were erased for good",
    line: (what: string, by: string, when: string, why: string) =>
      `${what} was erased for good by ${by}, ${when}. ${why}${/[.!?]$/.test(why) ? "" : "."}`,
    open: "Open keeping and erasing",
  },
  onToday: "Keeping",
  pastTime: (n: number) => (n === 1 ? "1 note is past its time" : `${count.format(n)} notes are past their time`),
  failed: "The page could not be read",
  loading: "Reading what is due…",
  due: {
    heading: "Past their time",
    note: (n: number) => (n === 1 ? "1 note" : `${count.format(n)} notes, longest due first`),
    label: "Notes past their time",
    lead: "Keep each with a reason, or erase it.",
    none: "Nothing is past its time",
    noneSays: "A note stands here once the time for which it is kept is over. Then keep it with a reason, or erase it.",
    notYours: "Those who triage a ward decide about its notes. You triage no ward, so no notes are listed here.",
    by: (author: string, when: string) => `Recorded by ${author}, ${when}`,
    keep: "Keep, with a reason",
    erase: "Erase…",
    openNote: "Open the note",
    more: "Show more",
    loadingMore: "Reading more…",
    moreFailed: "No more could be read",
  },
  keys: {
    heading: "In keeping and erasing, where letter keys are on",
    move: "move",
    keep: "keep",
    erase: "erase",
  },
  keep: {
    heading: "Keep this note",
    reason: "Why is it still needed?",
    reasonHint: "Those who triage its ward read this. The note stands here again after 12 months.",
    missing: "Write why it is still needed. Nothing was changed.",
    act: "Keep for 12 months",
    busy: "Keeping…",
    cancel: "Cancel",
    dropped: "What you wrote here is dropped.",
  },
  erase: {
    act: "Erase…",
    headings: {
      note: "Erase this note for good?",
      briefing: "Erase this briefing for good?",
      plan: "Erase this plan for good?",
      action: "Erase this action for good?",
    },
    briefingOf: (ward: string, by: string) => `${ward}. ${by}`,
    of: (ward: string, author: string, when: string) => `${ward}. Recorded by ${author}, ${when}.`,
    loading: "Reading what would go…",
    failed: "What would go could not be read",
    failedSays: "Nothing was erased.",
    goes: "What goes",
    stays: "What stays",
    trace: "That it was erased, who erased it, when and why.",
    forGood: "This cannot be undone",
    forGoodSays: "It goes from this device at once, and from the server and other devices once this device has reached the server.",
    backups,
    why: "Why is it erased?",
    whyMissing: "Choose why. Nothing was erased.",
    reference: "Reference of the case (optional)",
    referenceHint: "At most 40 characters. Never a name, and never what was erased.",
    referenceLong: (n: number) => `${count.format(n)} ${n === 1 ? "character" : "characters"} too many. It can hold 40. Nothing was erased.`,
    safe: "Do not erase it",
    confirm: "Erase for good",
    busy: "Erasing…",
  },
  late: {
    heading: "Came too late",
    lead: "Somebody added this without a connection to a note that was erased meanwhile. It is shown nowhere else. If it still matters, record it as a note of its own, without what was to be forgotten; then erase it.",
    label: "Additions to erased notes",
    by: (author: string, when: string) => `Added by ${author}, ${when}`,
    erase: "Erase it",
    question: "Erase this addition for good?",
  },
  erased: {
    heading: "Erased",
    note: "The latest first",
    /** Where there may be more than are listed. */
    latest: (n: number) => `The latest ${count.format(n)} are listed`,
    caption: "What was erased",
    none: "Nothing was erased yet",
    noneSays: "What is erased stands here: when, by whom and why. Nothing of what it said is kept.",
    when: "When",
    what: "What",
    by: "By",
    why: "Why",
    reference: "Reference",
    byWhom: (name: string) => `By ${name}`,
    referenceOf: (text: string) => `Reference ${text}`,
    waiting: "Waiting",
    waitingSays: "What is marked as waiting is erased here. It goes from the server and from other devices once this device has reached the server.",
  },
  schedule: {
    heading: "How long things are kept",
    caption: "How long things are kept",
    what: "What",
    period: "How long",
    then: "Then",
  },
  draft: {
    keep: "Keep it",
    kept: "Draft kept.",
  },
  source: {
    pastTime: (n: number) => `Past their time: ${count.format(n)}`,
    only: "Show only these",
    erase: "Erase this source",
    heading: (reference: string) => `Erase ${reference} for good?`,
    says: "Who told it, and how they are reached, is erased, and no lead can open it again. The note itself stays. That the source was erased, who erased it, when and why stays too.",
    forGood: "This cannot be undone.",
    backups,
    done: (reference: string) => `${reference} was erased.`,
  },
} as const;
