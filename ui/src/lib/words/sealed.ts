// Words of sealed files: saving what waits, saving a pack of a ward, taking a file in. What came of one, and
// why one was refused, comes worded from behind.
export const sealed = {
  heading: "By hand",
  note: "Where there is no connection",
  says: "What waits can go in a sealed file on a stick: to a colleague, or to the office. Only whom you choose can open it. What they take in reaches the server from their laptop too.",
  saysAlone: "A sealed file from another laptop of yours can be taken in here. Taking one in again changes nothing.",

  waiting: "Save what is waiting to a file…",
  waitingTitle: "Save what is waiting to a file",
  waitingSays: "Everything stays in the list here until the server has it, so that nothing is lost with the stick.",
  /** Stands in the form, to be changed. */
  waitingPurpose: "On its way to the server",
  take: "Take in a file…",
  takeTitle: "Take in a file",
  takeSays: "What you may read of it comes into this notebook. A file can be taken in as often as you like, in any order.",
  pack: "Save a pack of this ward…",
  packTitle: (ward: string) => `Save a pack of ${ward}`,
  packSays: (ward: string) =>
    `Everything of ${ward} that is held here and the person you choose may read: notes, answers, briefings, plans. It is noted in your log of exports.`,

  to: "For whom?",
  everybody: "Everybody who may read all of it",
  nobody: "Nobody to make a file for",
  nobodySays: "Nobody else who may read this has a device that could open it, as far as is known here.",
  choose: "Choose a person",
  chooseMissing: "Choose for whom the file is.",
  file: "File to write",
  fileHint: "On a stick or another disk. The file’s name says nothing of people and places.",
  fileMissing: "Say where the file is to be.",
  save: "Save the file",
  saving: "Saving…",
  from: "Sealed file",
  fromHint: "Its name ends in .wbx.",
  takeIn: "Take it in",
  taking: "Checking and taking in…",
} as const;
