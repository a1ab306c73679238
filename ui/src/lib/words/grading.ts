// Words of grading, 3x5x2. What its letters say, the conditions and the markings come with the lists.
export const grading = {
  heading: "Grade",
  none: "Not graded yet",
  source: "Source",
  information: "Information",
  handling: "Handling",
  conditions: "Conditions",
  conditionsHint: "Handling C needs at least one, or one in your own words.",
  words: "A condition in your own words",
  wordsHint: "Say what binds those who are given it. Never anything of the source.",
  marking: "Marking",
  markingHint: "Wardbook holds nothing above OFFICIAL-SENSITIVE: pass that on by the police’s own route.",
  /** What stands where a part is not chosen yet. */
  open: "–",
  result: "The grade",
  says: (parts: readonly string[]) => parts.map((part) => `${part}.`).join(" "),
  unfinished: "Choose one of each: source, information and handling.",
  missing: "Choose one of each: source, information and handling. Nothing was graded yet.",
  badge: (grade: string, marking: string) => `${grade} · ${marking}`,
  by: (name: string, when: string) => `${name}, ${when}`,
  takeBack: "Take the grade back",
  takingBack: "Taking back…",
} as const;
