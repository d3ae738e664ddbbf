import { type Bus } from '@mid-station/service';
import { randomUUID } from 'node:crypto';
import { UserFeed } from './user-feed.js';

const nothing = { session: () => undefined, stats: () => undefined };

describe('the feed of a user', () => {
  it('does not count a listener that could not begin to listen', async () => {
    const userId = randomUUID();
    let stopped = 0;
    const settle = (): Promise<void> => Promise.reject(new Error('the bus went away'));
    const feed = new UserFeed({ hear: () => () => void stopped++, settle } as unknown as Bus);
    await expect(feed.listen(userId, nothing)).rejects.toThrow('went away');
    expect(feed.count(userId)).toBe(0);
    expect(stopped).toBe(2);
  });
});
