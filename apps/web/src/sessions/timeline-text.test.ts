import { formatBitrate } from '../language/format.js';
import { instance } from '../testing/text.js';
import { timelineLine } from './timeline-text.js';

const at = '2026-11-20T20:15:00.000Z';
const words = { t: instance.t, bitrate: (kbps: number) => formatBitrate(kbps, 'en') };
const target = { targetId: 'x', name: 'Kick', platform: 'kick' };

it('says how a target fared, and why', () => {
  const line = timelineLine({ at, kind: 'target', data: { ...target, state: 'refused', code: 'key_refused' } }, words);
  expect(line).toMatchObject({ tone: 'bad', text: 'Kick: Refused' });
  expect(line?.detail).toContain('refused the stream key');
  expect(
    timelineLine({ at, kind: 'target', data: { ...target, state: 'live', code: null } }, words)?.detail,
  ).toBeNull();
});

it('calls a target as the live page does: one that waits with its way blocked is not ready', () => {
  const lineOf = (state: string, code: string | null) =>
    timelineLine({ at, kind: 'target', data: { ...target, state, code } }, words);
  expect(lineOf('waiting', 'connection_refused')).toMatchObject({ tone: 'bad', text: 'Kick: Not reachable' });
  expect(lineOf('waiting', null)).toMatchObject({ tone: 'idle', text: 'Kick: Ready' });
  expect(lineOf('live', 'too_slow')).toMatchObject({ tone: 'busy', text: 'Kick: Live' });
});

it('says why an encoder was sent away, and what to do', () => {
  const line = timelineLine({ at, kind: 'encoder_refused', data: { code: 'bitrate_limit', limitKbps: 60_000 } }, words);
  expect(line).toMatchObject({ tone: 'bad', text: 'OBS was disconnected: it sends too much' });
  expect(line?.detail).toMatch(/more than 60.0 Mbit\/s.*lower Video Bitrate/);
});

it('leaves out what nobody wants to read', () => {
  expect(timelineLine({ at, kind: 'target', data: { ...target, state: 'connecting' } }, words)).toBeNull();
  expect(timelineLine({ at, kind: 'publisher', data: { encoder: null, video: null, audio: null } }, words)).toBeNull();
});

it('names what the encoder sends', () => {
  const data = { video: { codec: 'avc', profile: 'High', width: 1920, height: 1080 }, audio: null };
  expect(timelineLine({ at, kind: 'publisher', data }, words)?.text).toBe('OBS sends 1920 × 1080, H.264 High');
});

it('shows a kind it does not know by its name', () => {
  expect(timelineLine({ at, kind: 'brand_new', data: {} }, words)?.text).toBe('brand new');
});
