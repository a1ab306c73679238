// What must be written down before the notebook locks or the window closes: each open form says how
// it keeps what is typed in it, and whether anything of it is still nowhere but on the page.
interface Form {
  keep: () => Promise<unknown>;
  unsaved: () => boolean;
}

const forms = new Set<Form>();

export function onFlush(keep: Form["keep"], unsaved: Form["unsaved"]): () => void {
  const form = { keep, unsaved };
  forms.add(form);
  return () => void forms.delete(form);
}

/** Keeps what can be kept. True where nothing is left that is only on the page. */
export async function flushAll(): Promise<boolean> {
  await Promise.allSettled([...forms].map((form) => form.keep()));
  return !anythingUnsaved();
}

export function anythingUnsaved(): boolean {
  return [...forms].some((form) => form.unsaved());
}
