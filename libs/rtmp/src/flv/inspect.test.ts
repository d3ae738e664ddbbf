import { encodeAmf0 } from '../amf0/encode.js';
import { ecmaArray } from '../amf0/values.js';
import { AUDIO_SAMPLES, VIDEO_SAMPLES } from '../testing/flv-samples.js';
import { inspectAudio } from './audio.js';
import { isMetadata, parseMetadata } from './metadata.js';
import { inspectVideo } from './video.js';

describe('inspectVideo', () => {
  it.each(VIDEO_SAMPLES)('knows $name', ({ hex, info }) => {
    expect(inspectVideo(Buffer.from(hex, 'hex'))).toEqual(info);
  });

  it.each(VIDEO_SAMPLES)('takes $name cut off at every byte', ({ hex }) => {
    const payload = Buffer.from(hex, 'hex');
    for (let length = 0; length < payload.length; length++) {
      expect(typeof inspectVideo(payload.subarray(0, length)).codec).toBe('string');
    }
  });
});

describe('inspectAudio', () => {
  it.each(AUDIO_SAMPLES)('knows $name', ({ hex, info }) => {
    expect(inspectAudio(Buffer.from(hex, 'hex'))).toEqual(info);
  });

  it.each(AUDIO_SAMPLES)('takes $name cut off at every byte', ({ hex }) => {
    const payload = Buffer.from(hex, 'hex');
    for (let length = 0; length < payload.length; length++) {
      expect(typeof inspectAudio(payload.subarray(0, length)).codec).toBe('string');
    }
  });
});

describe('metadata', () => {
  const values = ecmaArray({ width: 1280, encoder: 'obs' });

  it.each([
    ['bare', encodeAmf0('onMetaData', values)],
    ['wrapped', encodeAmf0('@setDataFrame', 'onMetaData', values)],
  ])('is known when %s', (_, payload) => {
    expect(isMetadata(payload)).toBe(true);
    expect({ ...parseMetadata(payload) }).toEqual({ width: 1280, encoder: 'obs' });
  });

  it.each([
    ['without values (DJI)', encodeAmf0('onMetaData')],
    ['with null', encodeAmf0('@setDataFrame', 'onMetaData', null)],
    ['with an empty array', encodeAmf0('onMetaData', ecmaArray({}))],
  ])('may come %s', (_, payload) => {
    expect(isMetadata(payload)).toBe(true);
    expect({ ...parseMetadata(payload) }).toEqual({});
  });

  it('that cannot be read is metadata all the same', () => {
    const payload = encodeAmf0('onMetaData', values).subarray(0, 20);
    expect(isMetadata(payload)).toBe(true);
    expect(parseMetadata(payload)).toBeNull();
  });

  it.each([
    ['another event', encodeAmf0('onTextData', values)],
    ['an empty body', Buffer.alloc(0)],
    ['a bare wrapper', encodeAmf0('@setDataFrame')],
    ['a number', encodeAmf0(1)],
  ])('is not %s', (_, payload) => {
    expect(isMetadata(payload)).toBe(false);
    expect(parseMetadata(payload)).toBeNull();
  });
});
