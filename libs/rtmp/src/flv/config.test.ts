import { AVC_HEADERS } from '../testing/flv-samples.js';
import { parseAacSequenceHeader } from './aac-config.js';
import { parseAvcSequenceHeader } from './avc-config.js';

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

describe('parseAvcSequenceHeader', () => {
  it.each([
    ['High 1080p30', { profile: 'High', level: '4.1', width: 1920, height: 1080, fps: 30 }],
    ['Baseline 720p59.94', { profile: 'Baseline', level: '3.2', width: 1280, height: 720, fps: 60_000 / 1001 }],
    ['Main 480i25, cropped', { profile: 'Main', level: '3.0', width: 854, height: 480, fps: 25 }],
    ['High 4:4:4, cropped', { profile: 'High 4:4:4 Predictive', level: '3.0', width: 640, height: 358, fps: 24 }],
    ['High 4:2:2', { profile: 'High 4:2:2', level: '3.0', width: 640, height: 360, fps: 24 }],
  ] as const)('reads %s', (name, config) => {
    expect(parseAvcSequenceHeader(bytes(AVC_HEADERS[name]))).toEqual(config);
  });

  it('reads the enhanced form', () => {
    const record = AVC_HEADERS['High 1080p30'].slice(10);
    expect(parseAvcSequenceHeader(bytes(`9061766331${record}`))).toMatchObject({ width: 1920, height: 1080 });
  });

  it.each(Object.entries(AVC_HEADERS))('gives null or a picture, and never throws, for %s cut off', (_, hex) => {
    const header = bytes(hex);
    for (let length = 0; length < header.length; length++) {
      const config = parseAvcSequenceHeader(header.subarray(0, length));
      if (config) expect(config.width).toBeGreaterThan(0);
    }
  });

  it.each([
    ['a keyframe', '1701000000'],
    ['another codec', '90687663310102030405060708090a0b0c0d0e0f'],
    ['a record without parameter sets', '170000000001640029ffe000'],
    ['a parameter set of zeros', `170000000001640029ffe10010${'00'.repeat(16)}`],
  ])('gives null for %s', (_, hex) => {
    expect(parseAvcSequenceHeader(bytes(hex))).toBeNull();
  });
});

describe('parseAacSequenceHeader', () => {
  it.each([
    ['LC, 48 kHz, stereo', 'af001190', { profile: 'LC', sampleRate: 48_000, channels: 2 }],
    [
      'LC, 44.1 kHz, stereo, with an explicit end',
      'af00121056e500',
      { profile: 'LC', sampleRate: 44_100, channels: 2 },
    ],
    ['LC, 44.1 kHz, mono', 'af001208', { profile: 'LC', sampleRate: 44_100, channels: 1 }],
    ['LC, 48 kHz, 7.1', 'af0011b8', { profile: 'LC', sampleRate: 48_000, channels: 8 }],
    ['HE, 48 kHz over 24 kHz', 'af002b118800', { profile: 'HE', sampleRate: 48_000, channels: 2 }],
    ['a sample rate spelled out', 'af001780bb8010', { profile: 'LC', sampleRate: 96_000, channels: 2 }],
    ['the enhanced form', '906d7034611190', { profile: 'LC', sampleRate: 48_000, channels: 2 }],
  ])('reads %s', (_, hex, config) => {
    expect(parseAacSequenceHeader(bytes(hex))).toEqual(config);
  });

  it.each([
    ['a frame', 'af0121'],
    ['an empty configuration', 'af00'],
    ['a configuration that is cut off', 'af0017'],
    ['a reserved sample rate', 'af001690'],
    ['a reserved channel configuration', 'af0011f8'],
    ['another codec', '904f7075734f'],
  ])('gives null for %s', (_, hex) => {
    expect(parseAacSequenceHeader(bytes(hex))).toBeNull();
  });
});
