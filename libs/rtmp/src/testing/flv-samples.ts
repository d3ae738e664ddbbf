import { type AudioInfo } from '../flv/audio.js';
import { type VideoInfo } from '../flv/video.js';

const video = { isEnhanced: false, isMultitrack: false, trackId: 0, isKeyframe: false } as const;
const noFlags = { ...video, isSequenceHeader: false, isHeader: false, isDisposable: false } as const;
const enhanced = { ...noFlags, isEnhanced: true } as const;

const ascii = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
const hvc1 = ascii('hvc1');
const av01 = ascii('av01');

/** Heads of video messages and what they say. */
export const VIDEO_SAMPLES: readonly { name: string; hex: string; info: VideoInfo }[] = [
  {
    name: 'AVC sequence header',
    hex: '170000000001',
    info: { ...noFlags, codec: 'avc', isSequenceHeader: true, isHeader: true },
  },
  { name: 'AVC keyframe', hex: '17010000000000000265b8', info: { ...noFlags, codec: 'avc', isKeyframe: true } },
  { name: 'AVC inter frame', hex: '270100000000000002419a', info: { ...noFlags, codec: 'avc' } },
  {
    name: 'AVC frame that nothing refers to',
    hex: '270100000000000002019e',
    info: { ...noFlags, codec: 'avc', isDisposable: true },
  },
  {
    name: 'the same behind a delimiter and an enhancement message',
    hex: '2701000000' + '0000000209f0' + '00000003060502' + '00000002019e',
    info: { ...noFlags, codec: 'avc', isDisposable: true },
  },
  { name: 'AVC frame with a damaged length', hex: '2701000000ffffffff09f0', info: { ...noFlags, codec: 'avc' } },
  { name: 'AVC end of sequence', hex: '1702000000', info: { ...noFlags, codec: 'avc' } },
  {
    name: 'HEVC in the unofficial form',
    hex: '1c0000000001',
    info: { ...noFlags, codec: 'hevc', isSequenceHeader: true, isHeader: true },
  },
  { name: 'H.263 keyframe', hex: '12aabb', info: { ...noFlags, codec: 'h263', isKeyframe: true } },
  { name: 'H.263 disposable frame', hex: '32aabb', info: { ...noFlags, codec: 'h263', isDisposable: true } },
  { name: 'an unknown codec', hex: '1faabb', info: { ...noFlags, codec: 'unknown', isKeyframe: true } },
  { name: 'a command frame', hex: '5700', info: { ...noFlags, codec: 'avc' } },
  { name: 'an empty message', hex: '', info: { ...noFlags, codec: 'unknown' } },
  { name: 'a single byte', hex: '17', info: { ...noFlags, codec: 'avc' } },
  {
    name: 'Enhanced HEVC sequence header',
    hex: `90${hvc1}01`,
    info: { ...enhanced, codec: 'hevc', isSequenceHeader: true, isHeader: true },
  },
  { name: 'Enhanced HEVC keyframe', hex: `91${hvc1}00000001`, info: { ...enhanced, codec: 'hevc', isKeyframe: true } },
  { name: 'Enhanced HEVC inter frame', hex: `a3${hvc1}0102`, info: { ...enhanced, codec: 'hevc' } },
  { name: 'Enhanced AV1 keyframe', hex: `93${av01}0102`, info: { ...enhanced, codec: 'av1', isKeyframe: true } },
  {
    name: 'Enhanced VP9 sequence header',
    hex: `90${ascii('vp09')}`,
    info: { ...enhanced, codec: 'vp9', isSequenceHeader: true, isHeader: true },
  },
  { name: 'Enhanced VVC', hex: `91${ascii('vvc1')}00`, info: { ...enhanced, codec: 'vvc', isKeyframe: true } },
  {
    name: 'Enhanced AVC disposable frame',
    hex: `b1${ascii('avc1')}00`,
    info: { ...enhanced, codec: 'avc', isDisposable: true },
  },
  { name: 'Enhanced metadata frame', hex: `94${hvc1}02`, info: { ...enhanced, codec: 'hevc', isHeader: true } },
  {
    name: 'Enhanced with an unknown codec',
    hex: `91${ascii('xxxx')}00`,
    info: { ...enhanced, codec: 'unknown', isKeyframe: true },
  },
  { name: 'Enhanced, cut off in its codec', hex: '916876', info: { ...enhanced, codec: 'unknown' } },
  {
    name: 'Enhanced second track, keyframe',
    hex: `9601${hvc1}010203`,
    info: { ...enhanced, codec: 'hevc', isMultitrack: true, trackId: 1, isKeyframe: true },
  },
  {
    name: 'Enhanced second track, sequence header',
    hex: `9600${hvc1}0102`,
    info: { ...enhanced, codec: 'hevc', isMultitrack: true, trackId: 1, isSequenceHeader: true, isHeader: true },
  },
  {
    name: 'Enhanced many tracks of one codec',
    hex: `9611${av01}00000001aa01000001bb`,
    info: { ...enhanced, codec: 'av1', isMultitrack: true, isKeyframe: true },
  },
  {
    name: 'Enhanced many tracks of many codecs',
    hex: `9621${av01}02000001aa${hvc1}01000001bb`,
    info: { ...enhanced, codec: 'av1', isMultitrack: true, trackId: 2, isKeyframe: true },
  },
  {
    name: 'an unknown kind of multitrack',
    hex: `9671${av01}00`,
    info: { ...enhanced, codec: 'av1', isMultitrack: true },
  },
  {
    name: 'Enhanced with a nanosecond modifier',
    hex: `9702000f42` + '01' + `${hvc1}00`,
    info: { ...enhanced, codec: 'hevc', isKeyframe: true },
  },
  {
    name: 'Enhanced with a long modifier',
    hex: `97ff0001aabb` + '01' + `${hvc1}00`,
    info: { ...enhanced, codec: 'hevc', isKeyframe: true },
  },
  { name: 'a modifier that runs past the end', hex: '97ffffff', info: { ...enhanced, codec: 'unknown' } },
];

const sound = { isEnhanced: false, isMultitrack: false, trackId: 0, isSequenceHeader: false, isHeader: false } as const;

/** Heads of audio messages and what they say. */
export const AUDIO_SAMPLES: readonly { name: string; hex: string; info: AudioInfo }[] = [
  {
    name: 'AAC sequence header',
    hex: 'af001190',
    info: { ...sound, codec: 'aac', isSequenceHeader: true, isHeader: true },
  },
  { name: 'AAC frame', hex: 'af0121', info: { ...sound, codec: 'aac' } },
  { name: 'MP3', hex: '2fff', info: { ...sound, codec: 'mp3' } },
  { name: 'Speex', hex: 'b200', info: { ...sound, codec: 'speex' } },
  { name: 'G.711', hex: '7000', info: { ...sound, codec: 'g711' } },
  { name: 'an unknown codec', hex: 'd000', info: { ...sound, codec: 'unknown' } },
  { name: 'an empty message', hex: '', info: { ...sound, codec: 'unknown' } },
  { name: 'a single byte', hex: 'af', info: { ...sound, codec: 'aac' } },
  {
    name: 'Enhanced Opus sequence header',
    hex: `90${ascii('Opus')}4f`,
    info: { ...sound, isEnhanced: true, codec: 'opus', isSequenceHeader: true, isHeader: true },
  },
  {
    name: 'Enhanced order of channels',
    hex: `94${ascii('Opus')}0102`,
    info: { ...sound, isEnhanced: true, codec: 'opus', isHeader: true },
  },
  { name: 'Enhanced AC-3', hex: `91${ascii('ac-3')}00`, info: { ...sound, isEnhanced: true, codec: 'ac3' } },
  {
    name: 'Enhanced AAC on a second track',
    hex: `9500${ascii('mp4a')}011190`,
    info: {
      ...sound,
      isEnhanced: true,
      codec: 'aac',
      isMultitrack: true,
      trackId: 1,
      isSequenceHeader: true,
      isHeader: true,
    },
  },
  { name: 'Enhanced, cut off', hex: '9061', info: { ...sound, isEnhanced: true, codec: 'unknown' } },
];

/** AVC sequence header messages made by x264. */
export const AVC_HEADERS = {
  'High 1080p30':
    '170000000001640029ffe1001b67640029acd940780227e5c044000003000400000300f03c60c65801000668ebe3cb22c0fdf8f800',
  'Baseline 720p59.94': '17000000000142c020ffe100176742c020d9005005bb011000003e90001d4c00f183248001000568cb83cb20',
  'Main 480i25, cropped':
    '1700000000014d401effe10019674d401eeca06c3de6f011000003000100000300321f14299601000568fba3cb20',
  'High 4:4:4, cropped':
    '170000000001f4001effe1001b67f4001e919b281405ff1780880000030008000003018078b16cb001000668ebe3c44844fff8f800',
  'High 4:2:2':
    '1700000000017a001effe1001b677a001eb6cd940a02ff89c044000003000400000300c03c58b65801000768ebe3cb3002c0fefafa00',
} as const;
