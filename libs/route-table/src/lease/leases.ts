import { type Clock, systemClock } from '../clock.js';
import { RENEW_BATCH, RENEW_INTERVAL_MS } from '../limits.js';
import { type LeaseAnswer, type RouteTable } from '../route-table.js';
import { type Route } from '../route.js';

/** One lease that wants to be renewed, and who waits for the answer. */
interface Wish {
  readonly route: Route;
  resolve(answer: LeaseAnswer): void;
  reject(error: unknown): void;
}

/**
 * What all leases of a process share: the beat they are renewed at, and the questions to the table, which carry many
 * renewals each. What becomes of a lease is up to its own `LeaseKeeper`. Has a timer while any lease is kept.
 */
export class Leases {
  private readonly renewals = new Set<() => void>();
  private stopBeat: (() => void) | null = null;
  private wishes: Wish[] = [];

  constructor(
    readonly table: RouteTable,
    readonly clock: Clock = systemClock,
  ) {}

  /** Calls `renew` at every beat, in one go with those of all other leases. Returns how to stop. */
  atEachBeat(renew: () => void): () => void {
    this.renewals.add(renew);
    this.stopBeat ??= this.clock.every(RENEW_INTERVAL_MS, () => [...this.renewals].forEach((each) => each()));
    return () => this.leave(renew);
  }

  /**
   * Renews a lease, with one question for all that are renewed in the same turn of the event loop.
   * @throws RouteTableUnavailable; then the others of the same question have no answer either.
   */
  renew(route: Route): Promise<LeaseAnswer> {
    return new Promise((resolve, reject) => {
      if (this.wishes.length === 0) queueMicrotask(() => this.askForAll());
      this.wishes.push({ route, resolve, reject });
    });
  }

  private leave(renew: () => void): void {
    this.renewals.delete(renew);
    if (this.renewals.size > 0) return;
    this.stopBeat?.();
    this.stopBeat = null;
  }

  private askForAll(): void {
    const wishes = this.wishes.splice(0);
    for (let from = 0; from < wishes.length; from += RENEW_BATCH) void this.ask(wishes.slice(from, from + RENEW_BATCH));
  }

  private async ask(wishes: readonly Wish[]): Promise<void> {
    try {
      const answers = await this.table.renew(wishes.map(({ route }) => route));
      wishes.forEach((wish, at) => wish.resolve(answers[at]!));
    } catch (error) {
      for (const wish of wishes) wish.reject(error);
    }
  }
}
