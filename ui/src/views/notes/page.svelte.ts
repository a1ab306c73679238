// The Notes page as it was left: search, filters, the note chosen, where the list stood. It lives as
// long as the notebook is open, so a lock forgets it with everything else that was read.
import { BesideState } from "../triage/beside.svelte";
import { Steps } from "../triage/steps.svelte";
import { NotesState } from "./notes.svelte";
import { ReaderState } from "./reader.svelte";

export class NotesPage {
  readonly list = new NotesState();
  readonly reader = new ReaderState();
  /** What stands beside the note, for those who hold it, and the one step that is taken here: grading. */
  readonly beside = new BesideState();
  readonly steps = new Steps();
  /** Which of the two is seen where there is room for one. */
  shows = $state<"list" | "note">("list");
}
