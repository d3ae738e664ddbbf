import {
  authBus,
  platformIdSchema,
  settingsBus,
  type IngestIdentity,
  type Platform,
  type SealedFor,
  type StreamPlan,
} from '@mid-station/contracts';
import { type Bus } from '@mid-station/service';
import { createHash, randomUUID } from 'node:crypto';

export interface FakeUser {
  userId: string;
  identity: IngestIdentity;
  plan: StreamPlan;
  isActive: boolean;
}

export const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

/** One platform with limits, one that takes anything. */
const somePlatforms: Platform[] = [
  { id: 'twitch', limits: { maxVideoKbps: 6_000, maxAudioKbps: 320, maxKeyframeIntervalSeconds: 2 } },
  { id: 'custom', limits: { maxVideoKbps: null, maxAudioKbps: null, maxKeyframeIntervalSeconds: null } },
].map(({ id, limits }) => ({
  id: platformIdSchema.parse(id),
  name: id,
  servers: [],
  limits: { ...limits, videoCodecs: ['h264'], audioCodecs: ['aac'] },
  keyHelpUrl: null,
}));

/** Sealed with nothing inside: the text tells whom it is for, which is all that a fake node looks at. */
export function sealedFor({ publicKey }: Pick<SealedFor, 'publicKey'>): string {
  return `v1.${hashOf(publicKey).slice(0, 8)}.x`;
}

/** Auth and settings as far as the orchestrator asks them. */
export class FakeNeighbours {
  readonly users = new Map<string, FakeUser>();
  /** Public keys that settings cannot seal for. */
  readonly unsealable = new Set<string>();
  /** Whether settings tells when asked that one was edited; its notices are another matter. */
  tellsRevisions = true;
  /** What was told for the audit log. */
  readonly audited: object[] = [];

  constructor(private readonly bus: Bus) {}

  async start(): Promise<this> {
    const queue = 'neighbours';
    const byUser = (userId: string): FakeUser => this.users.get(userId) as FakeUser;
    const all = (): FakeUser[] => [...this.users.values()];
    this.bus.answer(authBus.ingestIdentity, ({ userId }) => Promise.resolve(byUser(userId).identity), { queue });
    this.bus.answer(
      authBus.ingestIdentityByHandle,
      ({ handle }) => Promise.resolve(all().find((user) => user.identity.handle === handle)?.identity ?? null),
      { queue },
    );
    this.bus.answer(
      settingsBus.activePlan,
      ({ userId, sealedFor }) =>
        Promise.resolve(byUser(userId).isActive ? this.sealed(byUser(userId).plan, sealedFor) : null),
      { queue },
    );
    this.bus.answer(
      settingsBus.plan,
      ({ settingId, sealedFor }) => {
        const user = all().find(({ plan }) => plan.settingId === settingId);
        return Promise.resolve(user ? this.sealed(user.plan, sealedFor) : null);
      },
      { queue },
    );
    this.bus.answer(settingsBus.platforms, () => Promise.resolve(somePlatforms), { queue });
    this.bus.answer(
      settingsBus.revisions,
      ({ settingIds }) =>
        Promise.resolve(
          this.tellsRevisions ? all().flatMap(({ plan }) => (settingIds.includes(plan.settingId) ? [plan] : [])) : [],
        ),
      { queue },
    );
    this.bus.answer(
      authBus.deleted,
      ({ userIds }) => Promise.resolve({ userIds: userIds.filter((userId) => !this.users.has(userId)) }),
      { queue },
    );
    this.bus.answer(
      authBus.recordAudit,
      (event) => {
        this.audited.push(event);
        return Promise.resolve(null);
      },
      { queue },
    );
    await this.bus.settle();
    return this;
  }

  /** A user with one active setting of two targets, the second switched off. */
  add(handle = `u${randomUUID().slice(0, 8)}`): FakeUser {
    const userId = randomUUID();
    const target = (name: string, enabled: boolean): StreamPlan['targets'][number] => ({
      targetId: randomUUID(),
      name,
      platform: 'custom',
      url: 'rtmp://live.example/app',
      enabled,
    });
    const user: FakeUser = {
      userId,
      identity: { userId, handle, keys: [{ hash: hashOf(`key of ${handle}`), expiresAt: null }] },
      plan: {
        userId,
        settingId: randomUUID(),
        settingName: 'Evening show',
        revision: 1,
        options: { graceSeconds: 90, holdPolicy: 'freeze', autoLive: false },
        targets: [target('One', true), target('Two', false)],
        sealedKeys: null,
      },
      isActive: true,
    };
    this.users.set(userId, user);
    return user;
  }

  private sealed(plan: StreamPlan, node: SealedFor | null): StreamPlan {
    return { ...plan, sealedKeys: node && !this.unsealable.has(node.publicKey) ? sealedFor(node) : null };
  }
}
