import { authBus } from '@mid-station/contracts';
import { type Bus } from '../bus/bus.js';
import { type Logger } from '../log/logger.js';
import { HourlySweep } from '../sweep/hourly-sweep.js';

/** Users asked about at a time: what the question allows. */
const DELETED_USERS_BATCH = 1_000;

/** A service that keeps something of users. */
export interface KeepsOfUsers {
  /** Of whom it keeps something. */
  users(): Promise<string[]>;
  /** Everything of this user goes. May be called by several copies at once. */
  forget(userId: string): Promise<void>;
}

/** Removes what deleted users left, for when the service was away as the news went round, or could not act on it. */
export class DeletedUsers extends HourlySweep {
  constructor(
    private readonly bus: Bus,
    private readonly keeper: KeepsOfUsers,
    private readonly log: Logger,
  ) {
    super();
  }

  protected override async clear(): Promise<void> {
    const all = await this.keeper.users();
    for (let at = 0; at < all.length; at += DELETED_USERS_BATCH) {
      const asked = all.slice(at, at + DELETED_USERS_BATCH);
      const { userIds } = await this.bus.request(authBus.deleted, { userIds: asked });
      for (const userId of userIds) await this.keeper.forget(userId);
    }
  }

  protected override failed(error: unknown): void {
    this.log.warn({ err: error }, 'deleted users were not swept, trying again later');
  }
}
