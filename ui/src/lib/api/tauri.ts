// The desktop shell's door. The only file that names Tauri.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type { Transport } from "./client";
import type { ChangeEvent } from "./generated";

/** Milliseconds; less than the shell's grace for a closing window. */
const STILL_KEEPING = 1000;

export function hostTransport(): Transport {
  return {
    query: (name, args) => invoke("query", { name, args }),
    mutate: (requestId, name, args) => invoke("mutate", { requestId, name, args }),
    listen(heard) {
      const stop = listen<ChangeEvent>("changed", (event) => heard(event.payload));
      return () => void stop.then((unlisten) => unlisten());
    },
    choose({ kind, title, accept, cancel, suggestedName }) {
      if (kind === "folder") return invoke("choose_folder", { title, accept, cancel });
      return invoke("choose_file", { title, accept, cancel, ...(kind === "save-file" ? { suggestedName } : {}) });
    },
    pasted: () => invoke("pasted"),
    onClosing(keep) {
      // Only a window that is closing waits for the answer; one that locks by itself has its own grace.
      const stop = listen<"closing" | "locking">("flush", ({ payload }) => {
        const kept = keep();
        if (payload !== "closing") return;
        const leave = (all: boolean) => invoke(all ? "may_close" : "stay_open");
        // The shell waits for a page that answers, and not for one that hangs: where keeping takes longer than
        // it waits, the window comes back until it is known how that ended.
        const late = setTimeout(() => void leave(false), STILL_KEEPING);
        // A page that fails in keeping must not keep the window.
        void kept.then(leave, () => leave(true)).finally(() => clearTimeout(late));
      });
      return () => void stop.then((unlisten) => unlisten());
    },
    close: () => invoke("may_close"),
    startAnew: () => location.reload(),
  };
}
