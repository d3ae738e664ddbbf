import { authBus, type liveBus, settingsBus, STRANGER_DESCRIPTION, type IngestIdentity } from '@mid-station/contracts';
import { AuditTrail, Bus, mayPublish } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { type z } from 'zod';
import { Events } from '../events.js';
import { SessionStore } from '../session/session-store.js';
import { GoLive } from './go-live.js';
import { RecentIdentities } from './recent-identities.js';
import { StoppedEncoders } from './stopped-encoders.js';

const NOT_LIVE = 'You are not live yet. Press Go Live in Mid-Station, then start streaming again.';
const NO_TARGET = 'Your active stream setting has no target switched on. Switch one on in Mid-Station, then try again.';

export type Decision =
  { decision: 'hold' } | { decision: 'refuse'; description: string; reason: 'stranger' | 'not_ready' };

type Knock = z.output<typeof liveBus.knock.request>;

const hold: Decision = { decision: 'hold' };
const refuse = (description: string): Decision => ({ decision: 'refuse', description, reason: 'not_ready' });
const stranger: Decision = { decision: 'refuse', description: STRANGER_DESCRIPTION, reason: 'stranger' };

/** Decides about encoders that stand at an edge while there is no route for them. */
@Injectable()
export class Door {
  private readonly identities: RecentIdentities;

  constructor(
    private readonly bus: Bus,
    private readonly store: SessionStore,
    private readonly goLive: GoLive,
    private readonly stopped: StoppedEncoders,
    private readonly events: Events,
    private readonly audit: AuditTrail,
  ) {
    this.identities = new RecentIdentities((handle) => this.bus.request(authBus.ingestIdentityByHandle, { handle }));
  }

  /** `sessionId` names the session that the encoder was streaming to: its end starts no other one. */
  async knock({ handle, keyHash, sessionId, remote }: Knock): Promise<Decision> {
    const identity = await this.identify(handle, keyHash);
    if (!identity) return stranger;
    const session = await this.store.unfinishedOfUser(identity.userId);
    if (session) return session.state === 'ending' ? refuse(NOT_LIVE) : hold;
    return sessionId ? refuse(NOT_LIVE) : this.goLiveByItself(identity.userId, remote);
  }

  private async goLiveByItself(userId: string, remote?: string): Promise<Decision> {
    const plan = await this.bus.request(settingsBus.activePlan, { userId, sealedFor: null });
    if (!plan?.options.autoLive || (await this.stopped.isOne(userId, plan.settingId))) return refuse(NOT_LIVE);
    if (!plan.targets.some((target) => target.enabled)) return refuse(NO_TARGET);
    this.begin(userId, remote).catch((error: unknown) => this.events.failed('automatic go live', error, { userId }));
    return hold;
  }

  private async begin(userId: string, remote = 'mid-station'): Promise<void> {
    const { session, created } = await this.goLive.start(userId);
    if (created) this.audit.record(userId, 'went_live', { remote, userAgent: null }, session.settingName);
  }

  private async identify(handle: string, keyHash: string): Promise<IngestIdentity | null> {
    const identity = await this.identities.find(handle);
    if (fits(identity, keyHash)) return identity;
    // The key may have been made a moment ago.
    const fresh = await this.identities.findAgain(handle);
    return fits(fresh, keyHash) ? fresh : null;
  }
}

/** Compared with when there is no such handle, so that the answer takes the same time. */
const NOBODYS_KEYS = [{ hash: '0'.repeat(64), expiresAt: null }];

function fits(identity: IngestIdentity | null, keyHash: string): boolean {
  return mayPublish(keyHash, identity?.keys ?? NOBODYS_KEYS) && identity !== null;
}
