import { instance } from '../testing/text.js';
import { noPictureWords } from './no-picture.js';

it('says why there is no picture: nobody is live, OBS does not stream, or it is connected and sends nothing', () => {
  const { t } = instance;
  const streamsNot = 'No picture yet: OBS is not streaming.';
  expect(noPictureWords(null, t)).toBe('Your picture appears here when you are on air.');
  expect(noPictureWords({ state: 'starting', encoder: 'unknown' }, t)).toBe(streamsNot);
  expect(noPictureWords({ state: 'waiting', encoder: 'unknown' }, t)).toBe(streamsNot);
  expect(noPictureWords({ state: 'waiting', encoder: 'gone' }, t)).toBe(streamsNot);
  expect(noPictureWords({ state: 'waiting', encoder: 'connected' }, t)).toBe(
    'No picture yet: OBS is connected, but sends nothing.',
  );
});
