import { type KeepsOfUsers } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import { SessionStore } from '../session/session-store.js';
import { Ender } from './ender.js';

/** Users whose account is gone: their stream ends, and nothing of it is kept. */
@Injectable()
export class FormerUsers implements KeepsOfUsers {
  constructor(
    private readonly store: SessionStore,
    private readonly ender: Ender,
  ) {}

  users(): Promise<string[]> {
    return this.store.users();
  }

  async forget(userId: string): Promise<void> {
    const session = await this.store.unfinishedOfUser(userId);
    if (session) await this.ender.end(session.id, 'account_deleted');
    await this.store.deleteOfUser(userId);
  }
}
