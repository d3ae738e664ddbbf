import { COMMAND_TIMEOUT_MS, POLL_INTERVAL_MS } from '../limits.js';
import { type RouteListener, type RouteTable, RouteTableUnavailable } from '../route-table.js';
import { type ClaimId, type Route, type RouteInput } from '../route.js';
import { type SimProcess } from './process.js';

/** Longest way of a message from one process to another, in milliseconds. */
export const DELAY_MAX_MS = 40;
/** Part of the messages that are lost although nothing is cut. */
const LOSS = 0.01;

/** The way between two processes: takes time, loses messages, can be cut. */
export class Wire {
  isCut = false;

  constructor(
    private readonly from: SimProcess,
    private readonly isOpen: () => boolean = () => true,
  ) {}

  /** Calls `arrive` after a while, unless the message is lost. */
  carry(arrive: () => void): void {
    const { time, random } = this.from;
    if (this.isBroken() || random.chance(LOSS)) return;
    time.after(random.between(1, DELAY_MAX_MS), () => this.isBroken() || arrive());
  }

  private isBroken(): boolean {
    return this.isCut || !this.isOpen();
  }
}

/** One process's way to the route table. */
export class TableLink implements RouteTable {
  readonly wire: Wire;
  /** Handles of which this process hears only by asking to renew them. */
  readonly unwatched = new Set<string>();

  constructor(
    private readonly process: SimProcess,
    private readonly table: RouteTable,
    isTableUp: () => boolean,
  ) {
    this.wire = new Wire(process, isTableUp);
  }

  acquire(route: RouteInput) {
    return this.ask(() => this.table.acquire(route));
  }

  renew(routes: readonly Route[]) {
    return this.ask(() => this.table.renew(routes));
  }

  release(claim: ClaimId) {
    return this.ask(() => this.table.release(claim));
  }

  lookup(handle: string) {
    return this.ask(() => this.table.lookup(handle));
  }

  /** Notices may be lost; a poll finds what they would have said. */
  watch(handle: string, listener: RouteListener): () => void {
    if (this.unwatched.has(handle)) return () => undefined;
    let told: string | undefined;
    const tell = (route: Route | null): void => {
      if (told === JSON.stringify(route)) return;
      told = JSON.stringify(route);
      listener(route);
    };
    const hear = (route: Route | null): void => this.wire.carry(() => this.process.deliver(() => tell(route)));
    const stopNotices = this.table.watch(handle, hear);
    const stopPolls = this.process.every(POLL_INTERVAL_MS, () => {
      this.lookup(handle).then(tell, () => undefined);
    });
    return () => {
      stopNotices();
      stopPolls();
    };
  }

  async close(): Promise<void> {}

  /** The question may arrive and the answer be lost: then it happened all the same. */
  private ask<T>(question: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.process.after(COMMAND_TIMEOUT_MS, () => reject(new RouteTableUnavailable('no answer in time')));
      this.wire.carry(() => {
        void question().then((answer) => this.wire.carry(() => this.process.deliver(() => resolve(answer))));
      });
    });
  }
}
