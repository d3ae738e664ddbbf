import { AppError } from '@mid-station/contracts';
import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Events } from '../events.js';
import { GO_LIVE_RETRY_S, GO_LIVES_IN_HAND, JOIN_LIMIT_MS, JOIN_POLL_MS } from '../limits.js';
import { NodeRegistry } from '../nodes/node-registry.js';
import { Placer } from '../placement/placer.js';
import { PlanSource, type Brief } from '../placement/plan-source.js';
import { SessionStore } from '../session/session-store.js';
import type { SessionRow } from '../session/session.entity.js';
import { failStart } from '../session/steps.js';

const allBusy = (): AppError =>
  new AppError('no_capacity', 'All ingest nodes are busy right now, so you are not live. Try again in a moment.');
const noNode = (): AppError =>
  new AppError(
    'no_capacity',
    'There is no ingest node right now, so you are not live. Your operator has to start one.',
  );
const notPlaced = (): AppError =>
  new AppError('unavailable', 'No ingest node could take your stream just now, so you are not live. Try again.');
const tooMany = (): AppError =>
  new AppError('unavailable', 'Very many streams are going live right now, so yours is not. Try again in a moment.', {
    retryAfterSeconds: GO_LIVE_RETRY_S,
  });

/** Go Live: a session row, a node, a claim, and then the session waits for the encoder. */
@Injectable()
export class GoLive {
  private inHand = 0;

  constructor(
    private readonly store: SessionStore,
    private readonly plans: PlanSource,
    private readonly registry: NodeRegistry,
    private readonly placer: Placer,
    private readonly events: Events,
  ) {}

  /**
   * However often and wherever it is called at once, a user gets one session; `created` is true for one caller.
   * @throws AppError `no_active_setting`, `no_target_enabled`, `quota_exceeded`, `no_capacity`, `unavailable`.
   */
  async start(userId: string): Promise<{ session: SessionRow; created: boolean }> {
    if (this.inHand >= GO_LIVES_IN_HAND) {
      this.events.turnedAway();
      throw tooMany();
    }
    this.inHand += 1;
    try {
      return await this.joinOrCreate(userId);
    } finally {
      this.inHand -= 1;
    }
  }

  private async joinOrCreate(userId: string): Promise<{ session: SessionRow; created: boolean }> {
    const deadline = performance.now() + JOIN_LIMIT_MS;
    while (performance.now() < deadline) {
      const present = await this.present(userId, deadline);
      if (present) return { session: present, created: false };
      const created = await this.create(userId);
      if (created) return { session: created, created: true };
    }
    throw new AppError('unavailable', 'Your last stream is still being ended. Try again in a moment.');
  }

  /** Null when another call was quicker. */
  private async create(userId: string): Promise<SessionRow | null> {
    const startedAt = performance.now();
    // Chosen first, so that the keys come sealed for the node with the one question.
    const start = await this.plans.ofActiveSetting(userId, this.registry.choose(new Set()));
    if (!start) throw new AppError('no_active_setting', 'Choose a stream setting and make it active, then go live.');
    if (!start.plan.targets.some((target) => target.enabled)) {
      throw new AppError('no_target_enabled', 'Your active stream setting has no target switched on.');
    }
    const session = await this.store.create(start.plan, start.identity);
    return session && this.place(session, start.brief, startedAt);
  }

  private async place(session: SessionRow, first: Brief | null, startedAt: number): Promise<SessionRow> {
    const placement = await this.placer.placeNew(session, first);
    const seconds = (performance.now() - startedAt) / 1_000;
    if (placement.kind === 'placed') {
      this.events.wentLive(placement.session, seconds);
      return placement.session;
    }
    if (placement.kind === 'unwanted') return (await this.store.byId(session.id)) ?? session;
    const isFull = placement.kind === 'no_room';
    await this.store.change(session.id, (change) => failStart(change, isFull ? 'no_capacity' : 'internal'));
    this.events.couldNotGoLive(session, placement.kind, seconds);
    throw isFull ? this.noRoom() : notPlaced();
  }

  private noRoom(): AppError {
    return this.registry.hasOpen ? allBusy() : noNode();
  }

  /** The user's unfinished session once it is decided what becomes of it; null when there is none. */
  private async present(userId: string, deadline: number): Promise<SessionRow | null> {
    let session = await this.store.unfinishedOfUser(userId);
    const wasStarting = session?.state === 'starting';
    while (session && (session.state === 'starting' || session.state === 'ending') && performance.now() < deadline) {
      await sleep(JOIN_POLL_MS);
      session = await this.store.byId(session.id);
    }
    if (session?.state === 'failed') throw session.endReason === 'no_capacity' ? this.noRoom() : notPlaced();
    return session?.state === 'ending' || (session?.state === 'ended' && !wasStarting) ? null : session;
  }
}
