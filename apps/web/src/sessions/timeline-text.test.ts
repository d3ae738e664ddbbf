import { instance } from '../testing/text.js';
import { timelineLine } from './timeline-text.js';

const at = '2026-11-20T20:15:00.000Z';
const t = instance.t;
const target = { targetId: 'x', name: 'Kick', platform: 'kick' };

it('says how a target fared, and why', () => {
  const line = timelineLine({ at, kind: 'target', data: { ...target, state: 'refused', code: 'key_refused' } }, t);
  expect(line).toMatchObject({ tone: 'bad', text: 'Kick: Refused' });
  expect(line?.detail).toContain('refused the stream key');
  expect(timelineLine({ at, kind: 'target', data: { ...target, state: 'live', code: null } }, t)?.detail).toBeNull();
});

it('leaves out what nobody wants to read', () => {
  expect(timelineLine({ at, kind: 'target', data: { ...target, state: 'connecting' } }, t)).toBeNull();
  expect(timelineLine({ at, kind: 'publisher', data: { encoder: null, video: null, audio: null } }, t)).toBeNull();
});

it('names what the encoder sends', () => {
  const data = { video: { codec: 'avc', profile: 'High', width: 1920, height: 1080 }, audio: null };
  expect(timelineLine({ at, kind: 'publisher', data }, t)?.text).toBe('OBS sends 1920 × 1080, H.264 High');
});

it('shows a kind it does not know by its name', () => {
  expect(timelineLine({ at, kind: 'brand_new', data: {} }, t)?.text).toBe('brand new');
});
