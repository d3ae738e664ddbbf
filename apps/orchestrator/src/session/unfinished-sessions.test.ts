import { randomUUID } from 'node:crypto';
import { OUTLINE_BATCH } from '../limits.js';
import type { SessionOutline, SessionStore } from './session-store.js';
import { UnfinishedSessions } from './unfinished-sessions.js';

/** Rows without a database, and a note of what was read. */
class FakeStore {
  readonly rows = new Map<string, SessionOutline>();
  readonly read: string[][] = [];
  /** Happens between the question for versions and the one for rows. */
  meanwhile: () => void = () => undefined;

  add(count: number): string[] {
    const ids = Array.from({ length: count }, () => randomUUID());
    for (const id of ids) this.rows.set(id, { id, version: 0, epoch: 1 } as SessionOutline);
    return ids;
  }

  change(id: string, values: Partial<SessionOutline>): void {
    const row = this.rows.get(id)!;
    this.rows.set(id, { ...row, ...values, version: row.version + 1 });
  }

  async versionsOfUnfinished(): Promise<Pick<SessionOutline, 'id' | 'version'>[]> {
    return [...this.rows.values()].map(({ id, version }) => ({ id, version }));
  }

  async outlines(ids: readonly string[]): Promise<SessionOutline[]> {
    this.meanwhile();
    this.read.push([...ids]);
    return ids.flatMap((id) => this.rows.get(id) ?? []);
  }
}

describe('what a copy remembers of unfinished sessions', () => {
  let store: FakeStore;
  let unfinished: UnfinishedSessions;
  const all = async (): Promise<SessionOutline[]> =>
    (await unfinished.refresh()).toSorted((a, b) => a.id.localeCompare(b.id));
  const written = (): SessionOutline[] => [...store.rows.values()].toSorted((a, b) => a.id.localeCompare(b.id));

  beforeEach(() => {
    store = new FakeStore();
    unfinished = new UnfinishedSessions(store as unknown as SessionStore);
  });

  it('is what is written, of which only that is read which has changed', async () => {
    const [first = '', second = ''] = store.add(3);
    expect(await all()).toEqual(written());
    store.change(second, { epoch: 2 });
    const [added = ''] = store.add(1);
    store.rows.delete(first);
    store.read.length = 0;
    expect(await all()).toEqual(written());
    expect(store.read).toEqual([[second, added]]);
    expect(unfinished.find(second)?.epoch).toBe(2);
    expect(unfinished.find(first)).toBeUndefined();
  });

  it('reads no rows while nothing changes', async () => {
    store.add(3);
    await all();
    store.read.length = 0;
    expect(await all()).toEqual(written());
    expect(store.read).toEqual([]);
  });

  it('is as the rows are that were read, however often they changed meanwhile', async () => {
    const [first = '', second = ''] = store.add(2);
    store.meanwhile = () => {
      store.change(first, { epoch: 2 });
      store.rows.delete(second);
      store.meanwhile = () => undefined;
    };
    expect(await all()).toEqual(written());
    store.change(first, { epoch: 3 });
    expect(await all()).toEqual(written());
  });

  it('stays as it was when reading fails, and is read again', async () => {
    const [first = ''] = store.add(2);
    await all();
    store.change(first, { epoch: 2 });
    store.meanwhile = () => {
      throw new Error('away');
    };
    await expect(all()).rejects.toThrow('away');
    expect(unfinished.find(first)?.epoch).toBe(1);
    store.meanwhile = () => undefined;
    expect(await all()).toEqual(written());
  });

  it('is read in parts when there is much of it', async () => {
    store.add(OUTLINE_BATCH + 1);
    expect(await all()).toEqual(written());
    expect(store.read.map(({ length }) => length)).toEqual([OUTLINE_BATCH, 1]);
  });
});
