import { verdictOn } from './player-config.js';

it('takes a missing decoder for final and everything else for worth another try', () => {
  expect(verdictOn('CodecUnsupported', {})).toBe('unsupported');
  expect(verdictOn('MediaMSEError', { code: 9, msg: 'addSourceBuffer' })).toBe('unsupported');
  expect(verdictOn('MediaMSEError', { code: 22, msg: 'QuotaExceededError' })).toBe('broken');
  expect(verdictOn('Exception', { code: 1006 })).toBe('broken');
});
