import { Injectable } from '@nestjs/common';
import { OUTLINE_BATCH } from '../limits.js';
import { SessionStore, type SessionOutline } from './session-store.js';

/**
 * All unfinished sessions, as this copy read them last. Every change of a session raises its version, so that only those
 * have to be read again that have another version than the one remembered here.
 */
@Injectable()
export class UnfinishedSessions {
  private known = new Map<string, SessionOutline>();

  constructor(private readonly store: SessionStore) {}

  /** All of them, each as it was after this was called. */
  async refresh(): Promise<SessionOutline[]> {
    const versions = await this.store.versionsOfUnfinished();
    const changed = versions.filter(({ id, version }) => this.known.get(id)?.version !== version);
    const read = new Map<string, SessionOutline>();
    for (let from = 0; from < changed.length; from += OUTLINE_BATCH) {
      const ids = changed.slice(from, from + OUTLINE_BATCH).map(({ id }) => id);
      for (const outline of await this.store.outlines(ids)) read.set(outline.id, outline);
    }
    const kept = versions.filter(({ id, version }) => this.known.get(id)?.version === version);
    for (const { id } of kept) read.set(id, this.known.get(id)!);
    this.known = read;
    return [...read.values()];
  }

  /** One of them as of the last `refresh`; undefined when it was not there. */
  find(id: string): SessionOutline | undefined {
    return this.known.get(id);
  }
}
