import { AppError, type Claim, type SessionStatus, type nodeBus } from '@mid-station/contracts';
import { type z } from 'zod';
import { HostedSession, type ReleaseReason } from './hosted-session.js';
import { type NodeParts } from './node-parts.js';

interface Held {
  sessionId: string;
  epoch: number;
}

type Edit = z.output<typeof nodeBus.update.request>;

const key = ({ sessionId, epoch }: Held): string => `${sessionId} ${epoch}`;

/** The sessions of this node. Nothing is hosted without a claim, and nothing of a claim outlives its release. */
export class Host {
  /** The status of a session changed. */
  onChange: (session: HostedSession) => void = () => undefined;
  /** A session is lost, most likely to another node, which begins right afterwards: the last chance to say what it counted. */
  onLost: (session: HostedSession) => void = () => undefined;
  /** What this node holds changed. */
  onHeld: () => void = () => undefined;

  private readonly sessions = new Map<string, HostedSession>();
  /** Claims under way, by the same key. */
  private readonly opening = new Map<string, Promise<HostedSession>>();
  private isClosed = false;

  constructor(
    private readonly parts: NodeParts,
    readonly capacity: number,
  ) {}

  /** What is held, without what is being let go. */
  all(): HostedSession[] {
    return [...this.sessions.values()].filter((session) => session.isHeld);
  }

  /**
   * Hosts a session. The same claim again is answered the same, so that an answer that was lost can be asked for again.
   * @throws AppError `no_capacity`, `stale_claim`, `stale_key`, `unavailable`.
   */
  async claim(claim: Claim): Promise<{ host: string; port: number }> {
    const known = this.sessions.get(key(claim)) ?? this.opening.get(key(claim)) ?? this.open(claim);
    return { host: this.parts.host, port: (await known).port };
  }

  /** @throws AppError `stale_claim` when it is not held, or with another epoch. */
  async release(held: Held, reason: ReleaseReason): Promise<SessionStatus> {
    await this.opening.get(key(held))?.catch(() => undefined);
    const session = this.held(held);
    await session.release(reason);
    this.forget(session);
    this.parts.events.released(held, reason);
    return session.status();
  }

  /** @throws AppError `stale_claim` when it is not held, or with another epoch; `stale_key`. */
  async update(edit: Edit): Promise<SessionStatus> {
    this.held(edit);
    const targets = await this.parts.keys.open(edit.sealedKeys, edit.targets);
    // It may have been let go meanwhile.
    const session = this.held(edit);
    session.update({ ...edit, targets });
    return session.status();
  }

  retryTarget(held: Held & { targetId: string }): void {
    if (!this.held(held).retryTarget(held.targetId)) throw new AppError('not_found', 'This target is not streaming.');
  }

  /** The claim of a session with the highest epoch; null when this node has none. */
  find(sessionId: string): HostedSession | null {
    const claims = this.all().filter((session) => session.sessionId === sessionId);
    return claims.sort((a, b) => b.epoch - a.epoch)[0] ?? null;
  }

  /** @throws AppError `stale_claim` */
  status(sessionId: string): SessionStatus {
    return (this.find(sessionId) ?? notHeld()).status();
  }

  /** Lets all sessions go as if this node were gone: their claims are void, somebody else may take them. */
  async abandon(): Promise<void> {
    this.refuseClaims();
    await Promise.allSettled(this.opening.values());
    await Promise.all([...this.sessions.values()].map((session) => session.release('moved')));
    this.sessions.clear();
  }

  /** No more claims from now on; what is held stays. */
  refuseClaims(): void {
    this.isClosed = true;
  }

  private open(claim: Claim): Promise<HostedSession> {
    const opening = this.openNow(claim).finally(() => this.opening.delete(key(claim)));
    this.opening.set(key(claim), opening);
    return opening;
  }

  private async openNow(claim: Claim): Promise<HostedSession> {
    const startedAt = performance.now();
    try {
      this.checkRoom();
      const targets = await this.parts.keys.open(claim.sealedKeys, claim.targets);
      const session = await HostedSession.open(
        this.parts,
        { ...claim, targets },
        {
          onChange: (changed) => this.sessions.has(key(claim)) && this.onChange(changed),
          onLost: (lost) => {
            this.onLost(lost);
            this.forget(lost);
          },
        },
      );
      this.sessions.set(key(claim), session);
      this.parts.events.claimed(name(claim), session.port, Math.round(performance.now() - startedAt));
      this.onHeld();
      if (claim.moved) this.onChange(session);
      else session.probeTargets();
      return session;
    } catch (error) {
      this.parts.events.refused(name(claim), error);
      throw asAppError(error);
    }
  }

  private checkRoom(): void {
    if (this.isClosed) throw new AppError('no_capacity', 'This ingest node takes no more sessions.');
    if (this.sessions.size + this.opening.size < this.capacity) return;
    throw new AppError('no_capacity', 'This ingest node is full.');
  }

  private held(held: Held): HostedSession {
    return this.sessions.get(key(held)) ?? notHeld();
  }

  private forget(session: HostedSession): void {
    if (this.sessions.delete(key(session))) this.onHeld();
  }
}

const name = ({ sessionId, epoch }: Held): Held => ({ sessionId, epoch });

function notHeld(): never {
  throw new AppError('stale_claim', 'This ingest node does not hold the session.');
}

/** Whatever keeps a node from taking a claim, another node may be spared it. */
function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('unavailable', 'This ingest node cannot take the session now.', { cause: error });
}
