import { encodeAmf0 } from '../amf0/encode.js';
import { CACHED_HEADER_BYTES_MAX, CACHED_HEADERS_MAX } from '../limits.js';
import { type MediaMessage, type MediaType } from '../message/types.js';
import { HeaderCache } from './header-cache.js';

const message = (type: MediaType, payload: Buffer | string): MediaMessage => ({
  type,
  timestamp: 5,
  payload: Buffer.isBuffer(payload) ? payload : Buffer.from(payload, 'hex'),
});
const metadata = message(18, encodeAmf0('@setDataFrame', 'onMetaData', {}));
const videoHeader = message(9, '170000000001');
const audioHeader = message(8, 'af001190');
const colours = message(9, '9468766331' + '0200');
const secondTrack = message(9, '9600' + '68766331' + '01');

describe('HeaderCache', () => {
  it('hands headers out in the order receivers need, with the time of now', () => {
    const cache = new HeaderCache();
    for (const header of [audioHeader, secondTrack, videoHeader, metadata]) expect(cache.update(header)).toBe(true);
    const expected = [metadata, videoHeader, secondTrack, audioHeader].map((header) => ({ ...header, timestamp: 99 }));
    expect(cache.messages(99)).toEqual(expected);
  });

  it('keeps the colours of a picture beside its sequence header', () => {
    const cache = new HeaderCache();
    const header = message(9, '9068766331' + '01');
    for (const each of [colours, header, audioHeader]) expect(cache.update(each)).toBe(true);
    expect(cache.messages(5)).toEqual([header, colours, audioHeader]);
  });

  it('keeps the newest of each', () => {
    const cache = new HeaderCache();
    cache.update(videoHeader);
    const changed = message(9, '170000000002');
    cache.update(changed);
    expect(cache.messages(5)).toEqual([changed]);
  });

  it('copies what it keeps', () => {
    const cache = new HeaderCache();
    const payload = Buffer.from('170000000001', 'hex');
    cache.update(message(9, payload));
    payload.fill(0);
    expect(cache.messages(5)).toEqual([videoHeader]);
  });

  it.each([
    ['a keyframe', message(9, '1701000000')],
    ['an audio frame', message(8, 'af0121')],
    ['other data', message(18, encodeAmf0('onTextData', {}))],
    ['an empty message', message(9, '')],
  ])('does not take %s for a header', (_, other) => {
    const cache = new HeaderCache();
    expect(cache.update(other)).toBe(false);
    expect(cache.messages(0)).toEqual([]);
  });

  it('is bounded in bytes and in number', () => {
    const cache = new HeaderCache();
    expect(cache.update(message(9, Buffer.alloc(CACHED_HEADER_BYTES_MAX + 1, videoHeader.payload)))).toBe(true);
    expect(cache.messages(0)).toEqual([]);
    for (let track = 0; track < 256; track++) {
      cache.update(message(9, Buffer.concat([Buffer.from('960068766331', 'hex'), Buffer.from([track])])));
    }
    expect(cache.messages(0)).toHaveLength(CACHED_HEADERS_MAX);
  });
});
