import { withoutKeys } from './without-keys.js';

describe('a line of the practice destination’s log', () => {
  it('names no key', () => {
    const line = '[INFO] RTMP session 2b3c 127.0.0.1 start push /practice/my-key?token=1';
    expect(withoutKeys(line)).toBe('[INFO] RTMP session 2b3c 127.0.0.1 start push /practice/…');
    expect(withoutKeys('/a/key and /b/other/key.')).toBe('/a/… and /b/…');
  });

  it('says everything else', () => {
    expect(withoutKeys('[ERROR] port 127.0.0.1:1 is in use')).toBe('[ERROR] port 127.0.0.1:1 is in use');
  });
});
