import { ProtocolViolation } from '../errors.js';
import { splits } from '../testing/split.js';
import { encodeProxyHeader, type ProxiedAddresses, ProxyHeaderReader } from './proxy-header.js';

const SIGNATURE = '0d0a0d0a000d0a515549540a';

const pair = (sourceAddress: string, destinationAddress: string): ProxiedAddresses => ({
  sourceAddress,
  sourcePort: 50_000,
  destinationAddress,
  destinationPort: 1935,
});

const SAMPLES = [
  { addresses: pair('203.0.113.9', '198.51.100.1'), hex: '2111000c' + 'cb007109' + 'c6336401' + 'c350' + '078f' },
  {
    addresses: pair('2001:db8::1', '::1'),
    hex: '21210024' + '20010db8000000000000000000000001' + '0'.repeat(31) + '1' + 'c350' + '078f',
  },
];

function read(pieces: readonly Buffer[]): { addresses: ProxiedAddresses | null; rest: string | undefined } {
  const reader = new ProxyHeaderReader();
  let rest: Buffer | null = null;
  for (const piece of pieces) rest = rest ? Buffer.concat([rest, piece]) : reader.push(piece);
  return { addresses: reader.addresses, rest: rest?.toString() };
}

describe('PROXY protocol v2', () => {
  it.each(SAMPLES)('encodes and decodes $addresses.sourceAddress, however it is cut', ({ addresses, hex }) => {
    const header = encodeProxyHeader(addresses);
    expect(header.toString('hex')).toBe(SIGNATURE + hex);
    for (const pieces of splits(Buffer.concat([header, Buffer.from('rest')]))) {
      expect(read(pieces)).toEqual({ addresses, rest: 'rest' });
    }
  });

  it.each([
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['fe80::1%eth0', 'fe80::1'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
    ['2001:db8::', '2001:db8::'],
    ['203.0.113.9', '203.0.113.9'],
  ])('carries %s as %s beside an IPv6 address', (sent, read6) => {
    const header = encodeProxyHeader(pair(sent, '2001:db8::1'));
    expect(read([header]).addresses).toMatchObject({ sourceAddress: read6, destinationAddress: '2001:db8::1' });
  });

  it('reads a header of the proxy itself, of another family, and with extra fields', () => {
    const local = Buffer.from(`${SIGNATURE}20000000`, 'hex');
    const unix = Buffer.from(`${SIGNATURE}21310002abcd`, 'hex');
    const extra = Buffer.from(`${SIGNATURE}21110010${SAMPLES[0]!.hex.slice(8)}03000161`, 'hex');
    expect(read([local, Buffer.from('x')])).toEqual({ addresses: null, rest: 'x' });
    expect(read([unix])).toEqual({ addresses: null, rest: '' });
    expect(read([extra])).toEqual({ addresses: SAMPLES[0]!.addresses, rest: '' });
  });

  it.each([
    ['no signature', '03' + '00'.repeat(15)],
    ['a wrong byte late in the signature', '0d0a0d0a000d0a5155495400'],
    ['version 1', `${SIGNATURE}1111000c`],
    ['an unknown command', `${SIGNATURE}2211000c${SAMPLES[0]!.hex.slice(8)}`],
    ['addresses that are cut off', `${SIGNATURE}21110004cb007109`],
    ['a body beyond the limit', `${SIGNATURE}2111ffff`],
  ])('refuses %s', (_, hex) => {
    expect(() => read([Buffer.from(hex, 'hex')])).toThrow(ProtocolViolation);
    expect(() => read(Array.from(Buffer.from(hex, 'hex'), (byte) => Buffer.from([byte])))).toThrow(ProtocolViolation);
  });
});
