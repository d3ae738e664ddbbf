import { liveBus, type NodeStats, type Session } from '@mid-station/contracts';
import { Bus } from '@mid-station/service';
import { Injectable } from '@nestjs/common';

export interface UserEvents {
  session(session: Session): void;
  stats(stats: NodeStats): void;
}

interface Feed {
  listeners: Set<UserEvents>;
  stop: () => void;
}

/** Live statements of users, subscribed to on the bus only while a user has a listener here, once for all of them. */
@Injectable()
export class UserFeed {
  private readonly feeds = new Map<string, Feed>();

  constructor(private readonly bus: Bus) {}

  /** Resolves once statements arrive; call what it gives to stop listening. Rejects when the bus goes away meanwhile. */
  async listen(userId: string, events: UserEvents): Promise<() => void> {
    const feed = this.feeds.get(userId) ?? this.open(userId);
    feed.listeners.add(events);
    const leave = (): void => this.leave(userId, feed, events);
    try {
      await this.bus.settle();
    } catch (error) {
      leave();
      throw error;
    }
    return leave;
  }

  count(userId: string): number {
    return this.feeds.get(userId)?.listeners.size ?? 0;
  }

  private open(userId: string): Feed {
    const listeners = new Set<UserEvents>();
    const address = { address: { userId } };
    const stops = [
      this.bus.hear(liveBus.sessionChanged, (session) => listeners.forEach((each) => each.session(session)), address),
      this.bus.hear(liveBus.stats, (stats) => listeners.forEach((each) => each.stats(stats)), address),
    ];
    const feed = { listeners, stop: () => stops.forEach((stop) => stop()) };
    this.feeds.set(userId, feed);
    return feed;
  }

  private leave(userId: string, feed: Feed, events: UserEvents): void {
    feed.listeners.delete(events);
    if (feed.listeners.size > 0 || this.feeds.get(userId) !== feed) return;
    this.feeds.delete(userId);
    feed.stop();
  }
}
