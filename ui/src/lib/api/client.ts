// The one door from the interface to the notebook: typed questions (`query`) and acts (`mutate`).
// Owns the request id of an act, the shape of an error and the feed of changes. Knows neither the
// desktop shell nor the test host: the build decides which of the two `$host` is.
import { hostTransport } from "$host";

import type { ChangeEvent, Failure, Mutations, Nothing, Queries } from "./generated";

export interface Transport {
  query(name: string, args: unknown): Promise<unknown>;
  mutate(requestId: string, name: string, args: unknown): Promise<unknown>;
  /** Calls back for every change event; returns what stops it. */
  listen(heard: (event: ChangeEvent) => void): () => void;
  /** The system's own picker, where there is one; null when the person cancelled. */
  choose?(question: PathQuestion): Promise<string | null>;
  /** Pictures and files on the clipboard, in Base64, where the webview itself hands over nothing. */
  pasted?(): Promise<{ name: string; bytes: string }[]>;
  /**
   * The window wants to close: runs what must be kept, and lets the window go where that answers
   * true. Where it answers false the window comes back, and waits for `close`.
   */
  onClosing?(keep: () => Promise<boolean>): () => void;
  /** Closes the window as it stands. */
  close?(): Promise<void>;
  /** Loads the page anew: nothing of it stays in memory. */
  startAnew?(): void;
}

export interface PathQuestion {
  kind: "open-file" | "save-file" | "folder";
  title: string;
  accept: string;
  cancel: string;
  /** For a file to write. */
  suggestedName?: string | undefined;
}

/** A refusal with words for a person. Screens branch on `code` and show `message`; never the reverse. */
export class Refusal extends Error implements Failure {
  readonly code: Failure["code"];
  readonly field_errors: Failure["field_errors"];
  readonly retryable: boolean;
  readonly wait_seconds: number | null;

  constructor(error: Failure) {
    super(error.message);
    this.name = "Refusal";
    this.code = error.code;
    this.field_errors = error.field_errors;
    this.retryable = error.retryable;
    this.wait_seconds = error.wait_seconds;
  }
}

type Request<T> = T extends { request: infer R } ? R : never;
type Answer<T> = T extends { answer: infer A } ? A : never;
/** A command that takes nothing is called without arguments. */
type MaybeRequest<T> = Nothing extends Request<T> ? [request?: Request<T>] : [request: Request<T>];

let transport: Transport | undefined;
let stopListening: (() => void) | undefined;
const followers = new Set<(event: ChangeEvent) => void>();
const lockWatchers = new Set<() => void>();

function door(): Transport {
  return (transport ??= hostTransport());
}

/** Tests put their own door in place of the real one. */
export function useTransport(other: Transport): void {
  stopListening?.();
  stopListening = undefined;
  transport = other;
}

function isFailure(value: unknown): value is Failure {
  return typeof value === "object" && value !== null && "code" in value && "message" in value;
}

/** Every failure leaves here as a `Refusal`; one that says "locked" is also told to the frame. */
function refuse(cause: unknown): never {
  const refusal = new Refusal(
    isFailure(cause)
      ? cause
      : {
          code: "internal",
          message:
            "Wardbook could not finish that. What was recorded before is safe. Try again; if it happens twice, close Wardbook and open it again.",
          field_errors: [],
          retryable: true,
          wait_seconds: null,
        },
  );
  if (refusal.code === "locked") for (const tell of lockWatchers) tell();
  throw refusal;
}

/** Asks; changes nothing. */
export async function query<N extends keyof Queries>(
  name: N,
  ...[request]: MaybeRequest<Queries[N]>
): Promise<Answer<Queries[N]>> {
  try {
    return (await door().query(name, request ?? {})) as Answer<Queries[N]>;
  } catch (cause) {
    return refuse(cause);
  }
}

/**
 * Acts once. The request id is made per act, so a webview that sends a cut-off call again gets the
 * first answer instead of a second note.
 */
export async function mutate<N extends keyof Mutations>(
  name: N,
  ...[request]: MaybeRequest<Mutations[N]>
): Promise<Answer<Mutations[N]>> {
  try {
    return (await door().mutate(crypto.randomUUID(), name, request ?? {})) as Answer<Mutations[N]>;
  } catch (cause) {
    return refuse(cause);
  }
}

/** Hears of every committed change, this window's own included. Returns what unsubscribes. */
export function subscribe(heard: (event: ChangeEvent) => void): () => void {
  followers.add(heard);
  stopListening ??= door().listen((event) => {
    for (const tell of followers) tell(event);
  });
  return () => {
    followers.delete(heard);
  };
}

/** True where the system can be asked for a file or folder; else a path is typed. */
export function canChoose(): boolean {
  return door().choose !== undefined;
}

export async function choosePath(question: PathQuestion): Promise<string | null> {
  try {
    return (await door().choose?.(question)) ?? null;
  } catch (cause) {
    return refuse(cause);
  }
}

/** What lies on the clipboard and the webview does not hand over; a picture that is no file has a clipboard's name. */
export async function pastedFiles(): Promise<File[]> {
  const files = (await door().pasted?.()) ?? [];
  return files.map(({ name, bytes }) => {
    const letters = atob(bytes);
    return new File([Uint8Array.from(letters, (letter) => letter.charCodeAt(0))], name || "image.png");
  });
}

export function onClosing(keep: () => Promise<boolean>): () => void {
  return door().onClosing?.(keep) ?? (() => undefined);
}

export async function closeWindow(): Promise<void> {
  await door().close?.();
}

/** For whoever comes after somebody else. */
export function startAnew(): void {
  door().startAnew?.();
}

/** Called when any call was refused because the notebook is locked. */
export function onLocked(tell: () => void): () => void {
  lockWatchers.add(tell);
  return () => lockWatchers.delete(tell);
}

/** What a screen shows when something failed: always a `Refusal`. */
export function asRefusal(cause: unknown): Refusal {
  if (cause instanceof Refusal) return cause;
  try {
    return refuse(cause);
  } catch (made) {
    return made as Refusal;
  }
}
