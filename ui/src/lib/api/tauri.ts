// The desktop shell's door. The only file that names Tauri.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type { Transport } from "./client";
import type { ChangeEvent } from "./generated";

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
    onClosing(keep) {
      // Only a window that is closing waits for the answer; one that locks by itself has its own grace.
      const stop = listen<"closing" | "locking">("flush", ({ payload }) => {
        const kept = keep();
        if (payload === "closing") void kept.finally(() => void invoke("may_close"));
      });
      return () => void stop.then((unlisten) => unlisten());
    },
  };
}
