import { type Route } from './route.js';
import { type RouteListener } from './route-table.js';

interface Watched {
  readonly listeners: Set<RouteListener>;
  /** What the listeners were told last; undefined before the first time. */
  told?: string;
}

/** Who wants to know of which handle, and what they know already. */
export class Watchers {
  private readonly watched = new Map<string, Watched>();

  /** Adds a listener; it is told with the next `tell`. Returns how to remove it. */
  add(handle: string, listener: RouteListener): () => void {
    const entry = this.watched.get(handle) ?? { listeners: new Set() };
    this.watched.set(handle, entry);
    // A later listener of the same handle must hear the present route too.
    entry.told = undefined;
    entry.listeners.add(listener);
    return () => this.remove(handle, listener);
  }

  handles(): string[] {
    return [...this.watched.keys()];
  }

  has(handle: string): boolean {
    return this.watched.has(handle);
  }

  /** Passes the route on to the handle's listeners unless they know it already. */
  tell(handle: string, route: Route | null): void {
    const entry = this.watched.get(handle);
    const news = JSON.stringify(route);
    if (!entry || entry.told === news) return;
    entry.told = news;
    for (const listener of [...entry.listeners]) listener(route);
  }

  clear(): void {
    this.watched.clear();
  }

  private remove(handle: string, listener: RouteListener): void {
    const entry = this.watched.get(handle);
    entry?.listeners.delete(listener);
    if (entry?.listeners.size === 0) this.watched.delete(handle);
  }
}
