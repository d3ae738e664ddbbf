import { useSyncExternalStore } from 'react';

/** A value that components follow and code outside of them sets. */
export class Store<Value> {
  private readonly watchers = new Set<() => void>();

  constructor(private value: Value) {}

  get = (): Value => this.value;

  set(value: Value): void {
    this.value = value;
    for (const notify of this.watchers) notify();
  }

  watch = (notify: () => void): (() => void) => {
    this.watchers.add(notify);
    return () => this.watchers.delete(notify);
  };
}

export const useStore = <Value>(store: Store<Value>): Value => useSyncExternalStore(store.watch, store.get);
