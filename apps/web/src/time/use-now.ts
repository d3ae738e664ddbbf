import { useSyncExternalStore } from 'react';
import { serverNow } from './server-clock.js';

const watchers = new Set<() => void>();
let timer: number | undefined;
let now = serverNow();

function tick(): void {
  now = serverNow();
  for (const notify of watchers) notify();
}

function watch(notify: () => void): () => void {
  if (watchers.size === 0) {
    now = serverNow();
    timer = window.setInterval(tick, 1_000);
  }
  watchers.add(notify);
  return () => {
    watchers.delete(notify);
    if (watchers.size === 0) window.clearInterval(timer);
  };
}

/** The server's time in milliseconds, renewed each second; every reader on the page ticks together. */
export const useNow = (): number => useSyncExternalStore(watch, () => now);
