import { encodeAmf0 } from '../amf0/encode.js';
import { flvHeader, flvTag } from './muxer.js';

describe('FLV', () => {
  it.each([
    [{ audio: true, video: true }, '464c56010500000009' + '00000000'],
    [{ audio: true, video: false }, '464c56010400000009' + '00000000'],
    [{ audio: false, video: true }, '464c56010100000009' + '00000000'],
  ])('begins with a header that announces %j', (tracks, hex) => {
    expect(flvHeader(tracks).toString('hex')).toBe(hex);
  });

  it('carries a message as a tag, its upper eight bits of time last', () => {
    const tag = flvTag({ type: 9, timestamp: 0x01020304, payload: Buffer.from('ab') });
    expect(tag.toString('hex')).toBe('09' + '000002' + '020304' + '01' + '000000' + '6162' + '0000000d');
  });

  it('carries metadata without the wrapper that publishers put around it', () => {
    const bare = { type: 18, timestamp: 0, payload: encodeAmf0('onMetaData', {}) } as const;
    const wrapped = { ...bare, payload: encodeAmf0('@setDataFrame', 'onMetaData', {}) };
    expect(flvTag(wrapped)).toEqual(flvTag(bare));
  });
});
