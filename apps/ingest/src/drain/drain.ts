import { liveBus } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Host } from '../claim/host.js';
import { type HostedSession } from '../claim/hosted-session.js';
import { Events } from '../events.js';
import { DRAIN_ALONE_MS, DRAIN_LIMIT_MS, DRAIN_POLL_MS } from '../limits.js';
import { NodeIdentity } from '../report/node-identity.js';
import { Reporter } from '../report/reporter.js';

/**
 * The end of a node: it says that it drains, the orchestrator moves its sessions, the edges take their encoders away.
 * What nobody takes in time is let go; its session is placed again when there is a node.
 */
@Injectable()
export class Drain {
  private emptied: Promise<void> | null = null;

  constructor(
    private readonly bus: Bus,
    private readonly host: Host,
    private readonly reporter: Reporter,
    private readonly node: NodeIdentity,
    private readonly events: Events,
  ) {}

  /** Resolves when the node holds nothing any more; bounded in time. */
  close(): Promise<void> {
    this.emptied ??= this.empty();
    return this.emptied;
  }

  private async empty(): Promise<void> {
    this.host.refuseClaims();
    this.reporter.isDraining = true;
    // Before the announcement that moves the sessions: their counters go on from what is known by then.
    this.reporter.sendNumbers();
    this.reporter.announce();
    this.events.draining(this.host.all().length);
    await this.untilMoved();
    this.events.drained(this.host.all().length);
    await this.host.abandon();
    this.reporter.announce();
  }

  private async untilMoved(): Promise<void> {
    const startedAt = performance.now();
    let hopeAt = startedAt;
    for (let look = 0; this.open().length > 0; look++) {
      const now = performance.now();
      if (now - startedAt > DRAIN_LIMIT_MS || now - hopeAt > DRAIN_ALONE_MS) return;
      if (look % LOOKS_PER_QUESTION === 0 && (await this.isWorthWaiting())) hopeAt = now;
      await sleep(DRAIN_POLL_MS);
    }
  }

  private open(): HostedSession[] {
    return this.host.all().filter((session) => session.isOpen);
  }

  /** An encoder is worth a restarting node; a session without one is as well off without this node. */
  private async isWorthWaiting(): Promise<boolean> {
    return this.open().some((session) => session.hasEncoder) || (await this.isAnybodyElseThere());
  }

  private async isAnybodyElseThere(): Promise<boolean> {
    const nodes = await this.bus.request(liveBus.nodes, {}).catch(() => []);
    return nodes.some(({ id, state }) => id !== this.node.nodeId && state === 'ready');
  }
}

/** Others are asked about once in half a second. */
const LOOKS_PER_QUESTION = 5;
