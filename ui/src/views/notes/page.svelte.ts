// The Notes page as it was left: search, filters, the note chosen, where the list stood. It lives as
// long as the notebook is open, so a lock forgets it with everything else that was read.
import { NotesState } from "./notes.svelte";
import { ReaderState } from "./reader.svelte";

export class NotesPage {
  readonly list = new NotesState();
  readonly reader = new ReaderState();
  /** Which of the two is seen where there is room for one. */
  shows = $state<"list" | "note">("list");
}
