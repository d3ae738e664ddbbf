import { ACCESS_TOKEN_SECONDS, authBus } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/**
 * Accounts that were deleted a moment ago. Their access tokens are still signed and unexpired; they are refused here for as
 * long as one can live. A process that misses the statement lets them pass for those ten minutes at most.
 */
@Injectable()
export class Revocations implements OnModuleDestroy {
  private readonly until = new Map<string, number>();
  private readonly stop: () => void;

  constructor(bus: Bus) {
    this.stop = bus.hear(authBus.userDeleted, ({ userId }) => this.add(userId));
  }

  has(userId: string): boolean {
    return (this.until.get(userId) ?? 0) > Date.now();
  }

  onModuleDestroy(): void {
    this.stop();
  }

  private add(userId: string): void {
    const now = Date.now();
    for (const [id, until] of this.until) if (until <= now) this.until.delete(id);
    this.until.set(userId, now + ACCESS_TOKEN_SECONDS * 1000);
  }
}
