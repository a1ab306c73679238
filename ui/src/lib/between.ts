// Two people at one text: what a form began from, and what stands there now.
interface Version {
  base: string;
}

/**
 * What came between: the version that stands there now, null where it was taken out, undefined where
 * nothing did. Another version that says the same as before is nothing to look at.
 */
export function cameBetween<V extends Version>(from: V | null, now: V | undefined, says: (version: V) => string): V | null | undefined {
  if (from === null) return undefined;
  if (now === undefined) return null;
  return now.base === from.base || says(now) === says(from) ? undefined : now;
}
