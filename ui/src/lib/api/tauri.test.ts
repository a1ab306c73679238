import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { emit } from "@tauri-apps/api/event";

import { hostTransport } from "./tauri";

let asked: string[] = [];

beforeEach(() => {
  asked = [];
  mockIPC((command) => void asked.push(command), { shouldMockEvents: true });
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  clearMocks();
});

async function closing(keep: () => Promise<boolean>): Promise<void> {
  hostTransport().onClosing?.(keep);
  await vi.advanceTimersByTimeAsync(0);
  await emit("flush", "closing");
  await vi.advanceTimersByTimeAsync(0);
}

test("a window whose words are on the disk closes at once", async () => {
  await closing(() => Promise.resolve(true));
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toEqual(["may_close"]);
});

test("a window whose words are still being saved comes back, and closes once they are", async () => {
  let saved: (all: boolean) => void = () => undefined;
  await closing(() => new Promise((done) => (saved = done)));
  await vi.advanceTimersByTimeAsync(1400);
  expect(asked).toEqual(["stay_open"]);
  saved(true);
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual(["stay_open", "may_close"]);
});

test("a window whose words could not be saved, however long that took, stays", async () => {
  let saved: (all: boolean) => void = () => undefined;
  await closing(() => new Promise((done) => (saved = done)));
  await vi.advanceTimersByTimeAsync(3000);
  saved(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(new Set(asked)).toEqual(new Set(["stay_open"]));
});
