import { publisherStatusSchema } from '../session.js';
import { aPublisher } from './publisher.js';

describe('a publisher for tests', () => {
  it('is one that the contract knows, with the changes asked for', () => {
    expect(publisherStatusSchema.parse(aPublisher())).toEqual(aPublisher({ since: expect.any(String) as never }));
    expect(aPublisher({ fps: 60 })).toMatchObject({ fps: 60, connected: true });
  });
});
