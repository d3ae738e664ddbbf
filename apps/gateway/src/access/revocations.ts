import { ACCESS_TOKEN_SECONDS, authBus } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/**
 * Accounts that were deleted, and sign-ins and personal API tokens that were ended a moment ago. Access tokens and preview
 * tickets of theirs are still signed and unexpired; they are refused here for as long as one can live. A process that misses
 * the statement lets them pass for those ten minutes at most.
 */
@Injectable()
export class Revocations implements OnModuleDestroy {
  /** Ids of accounts, sign-ins and API tokens, oldest first, with when they may be forgotten. */
  private readonly until = new Map<string, number>();
  private readonly watchers = new Set<(id: string) => void>();
  private readonly stops: (() => void)[];

  constructor(bus: Bus) {
    this.stops = [
      bus.hear(authBus.userDeleted, ({ userId }) => this.add(userId)),
      bus.hear(authBus.accessEnded, ({ accessIds }) => accessIds.forEach((id) => this.add(id))),
    ];
  }

  has(id: string): boolean {
    return (this.until.get(id) ?? 0) > Date.now();
  }

  /** Calls `ended` when one of these ends, or has already, until the returned function is called. */
  watch(ids: readonly string[], ended: () => void): () => void {
    const watcher = (id: string): void => void (ids.includes(id) && ended());
    this.watchers.add(watcher);
    if (ids.some((id) => this.has(id))) ended();
    return () => void this.watchers.delete(watcher);
  }

  onModuleDestroy(): void {
    for (const stop of this.stops) stop();
  }

  private add(id: string): void {
    const now = Date.now();
    for (const [oldest, until] of this.until) {
      if (until > now) break;
      this.until.delete(oldest);
    }
    this.until.set(id, now + ACCESS_TOKEN_SECONDS * 1000);
    for (const watcher of [...this.watchers]) watcher(id);
  }
}
