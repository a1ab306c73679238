// What must be written down before the notebook locks or the page changes: each open form adds its
// own act here, and the frame runs them all. A failing one never keeps the notebook open.
type Flush = () => Promise<unknown>;

const waiting = new Set<Flush>();

export function onFlush(flush: Flush): () => void {
  waiting.add(flush);
  return () => void waiting.delete(flush);
}

export async function flushAll(): Promise<void> {
  await Promise.allSettled([...waiting].map((flush) => flush()));
}
