// Words of every way out: export, copy and sealed file ask the same in the same words. What goes, what is left
// out and why comes worded from behind.
export const sharing = {
  recipient: "Who is it for?",
  recipientMissing: "Say who it is for. The name stands in every file.",
  recipientHint: "A person and their organisation.",
  kind: "What sort of recipient?",
  kindMissing: "Choose what sort of recipient it is.",
  kindHint: "What they are not to have is left out.",
  choose: "Choose one",
  purpose: "What is it for?",
  purposeMissing: "Say what it is for.",
  until: "Delete by",
  notADay: "That is no day. Give a day, a month and a year, such as 24 11 2027.",
  looking: "Looking at what would leave…",
  before: "What leaves, and what does not",
  /** On paper, in place of a page that somebody prints. */
  notPrinted: "Wardbook prints no page as it stands. To have notes on paper, export them in Settings: that asks who they are for, leaves out what they are not to have, and says on each sheet who it is for and until when it may be kept.",
  lookFailed: "What would leave could not be looked at",
} as const;
