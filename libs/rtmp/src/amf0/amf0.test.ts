import { ProtocolViolation } from '../errors.js';
import { AMF_DIRTY_SAMPLES, AMF_SAMPLES, AMF_VIOLATIONS } from '../testing/amf0-samples.js';
import { decodeAmf0 } from './decode.js';
import { encodeAmf0 } from './encode.js';
import { type AmfObject } from './values.js';

describe('AMF0', () => {
  it.each(AMF_SAMPLES)('encodes and decodes $name', ({ hex, values }) => {
    expect(encodeAmf0(...values).toString('hex')).toBe(hex);
    expect(decodeAmf0(Buffer.from(hex, 'hex'))).toEqual(values);
  });

  it.each(AMF_DIRTY_SAMPLES)('reads $name', ({ hex, values }) => {
    expect(decodeAmf0(Buffer.from(hex, 'hex'))).toEqual(values);
  });

  it.each(AMF_VIOLATIONS)('refuses $name', ({ hex }) => {
    expect(() => decodeAmf0(Buffer.from(hex, 'hex'))).toThrow(ProtocolViolation);
  });

  it.each([...AMF_SAMPLES, ...AMF_DIRTY_SAMPLES])('reads or refuses $name cut off at every byte', ({ hex }) => {
    const body = Buffer.from(hex, 'hex');
    for (let length = 0; length < body.length; length++) {
      try {
        decodeAmf0(body.subarray(0, length));
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolViolation);
      }
    }
  });

  it('writes strings beyond 65,535 bytes as long strings', () => {
    const bytes = encodeAmf0('a'.repeat(70_000));
    expect(bytes.subarray(0, 5).toString('hex')).toBe('0c00011170');
    expect(bytes.length).toBe(70_005);
  });

  it('gives objects no prototype, so that no key can reach one', () => {
    const [value] = decodeAmf0(Buffer.from('03' + '00095f5f70726f746f5f5f' + '03000009' + '000009', 'hex'));
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(Object.keys(value as AmfObject)).toEqual(['__proto__']);
  });
});
