import { platformIdSchema, type PublisherStatus, type TargetStatus } from '@mid-station/contracts';
import { aPublisher } from '@mid-station/contracts/testing';
import { randomUUID } from 'node:crypto';
import { untouchedTarget } from '../session/session-view.js';
import { type LimitsOf } from './findings.js';
import { adviceView, reviseAdvice, type StandingAdvice } from './standing-advice.js';

const NOTHING = { maxVideoKbps: null, maxAudioKbps: null, maxKeyframeIntervalSeconds: null };
const CODECS = { videoCodecs: ['h264'], audioCodecs: ['aac'] };
const limitsOf: LimitsOf = new Map([
  ['twitch', { maxVideoKbps: 6_000, maxAudioKbps: 160, maxKeyframeIntervalSeconds: 2, ...CODECS }],
  ['custom', { ...NOTHING, ...CODECS, videoCodecs: ['h264', 'hevc'] }],
]);

const target = (name: string, platform: string, enabled = true): TargetStatus =>
  untouchedTarget(
    {
      targetId: randomUUID(),
      name,
      platform: platformIdSchema.parse(platform),
      url: 'rtmp://x/y',
      enabled,
    },
    new Date(),
  );

const START = Date.parse('2026-01-01T00:00:00.000Z');
const at = (seconds: number): string => new Date(START + seconds * 1_000).toISOString();

const fitting = aPublisher({ since: at(0), bitrateKbps: 6_160 });

describe('advice about the incoming stream', () => {
  const twitch = target('My Twitch', 'twitch');
  const targets = [twitch, target('Own server', 'custom'), target('Second channel', 'twitch', false)];

  /** What stands after samples of these publishers, one each ten seconds. */
  const after = (...publishers: Partial<PublisherStatus>[]): StandingAdvice[] =>
    publishers.reduce<StandingAdvice[]>(
      (standing, changes, index) =>
        reviseAdvice(standing, { publisher: { ...fitting, ...changes }, at: at(10 * (index + 1)) }, targets, limitsOf),
      [],
    );
  const words = (standing: StandingAdvice[]): string[] => adviceView(standing, targets).map(({ message }) => message);

  it('has none for a stream that every platform takes, wavering included', () => {
    expect(after({}, { bitrateKbps: 6_700, keyframeIntervalMs: 2_002 })).toEqual([]);
  });

  it('says what is asked for, what comes in and what to change, for the targets that are on', () => {
    expect(words(after({ keyframeIntervalMs: 10_000 }))).toEqual([
      'My Twitch asks for a keyframe every 2 s; yours come every 10 s. In OBS, set Keyframe Interval to 2.',
    ]);
    expect(words(after({ bitrateKbps: 9_190, audioKbps: 321 }))).toEqual([
      'My Twitch takes at most 6000 kbit/s of video; yours comes with about 8900. In OBS, lower Video Bitrate to 6000.',
      'My Twitch takes at most 160 kbit/s of audio; yours comes with about 320. In OBS, lower Audio Bitrate to 160.',
    ]);
  });

  it('tells codecs that a platform does not take, by the names people know', () => {
    const video = { codec: 'hevc', profile: null, width: null, height: null };
    const audio = { codec: 'opus', profile: null, sampleRate: null, channels: null };
    expect(words(after({ video, audio }))).toEqual([
      'My Twitch does not take HEVC video. In OBS, choose an encoder for H.264.',
      'My Twitch does not take Opus sound. In OBS, choose an audio encoder for AAC.',
      'Own server does not take Opus sound. In OBS, choose an audio encoder for AAC.',
    ]);
  });

  it('notices that there is no sound', () => {
    expect(adviceView(after({ audio: null, audioKbps: 0 }), targets)).toMatchObject([
      { targetId: null, code: 'no_sound', values: {} },
    ]);
  });

  it('tells of encoders that push each other out, though none is there for long, and of nothing else meanwhile', () => {
    const rivals = { since: at(9), rivals: true, keyframeIntervalMs: 10_000 };
    const said = after({ keyframeIntervalMs: 10_000 }, rivals);
    expect(said).toMatchObject([{ targetId: null, code: 'two_encoders' }]);
    expect(after(rivals, { since: rivals.since })).toEqual([]);
  });

  it('does not judge an encoder that has only just connected', () => {
    expect(after({ since: at(7), keyframeIntervalMs: 10_000 })).toEqual([]);
  });

  it('stands while the numbers waver, with the values it was given with', () => {
    const [first] = after({ bitrateKbps: 8_000 });
    const wavering = after(
      { bitrateKbps: 8_000 },
      { bitrateKbps: 8_800 },
      { bitrateKbps: 5_000 },
      { bitrateKbps: 5_000 },
    );
    expect(wavering).toEqual([{ ...first, misses: 2 }]);
    expect(after({ bitrateKbps: 8_000 }, { bitrateKbps: 12_000 })[0]?.values.now).toBe(11_800);
  });

  it('goes after three samples in which it was untrue, or after one of an encoder that came back', () => {
    expect(after({ bitrateKbps: 8_000 }, {}, {})).toHaveLength(1);
    expect(after({ bitrateKbps: 8_000 }, {}, {}, {})).toEqual([]);
    expect(after({ bitrateKbps: 8_000 }, { since: at(12) })).toEqual([]);
  });

  it('is not shown for a target that was switched off or removed meanwhile', () => {
    const standing = after({ keyframeIntervalMs: 10_000 });
    expect(adviceView(standing, [{ ...twitch, state: 'off' }])).toEqual([]);
    expect(adviceView(standing, [])).toEqual([]);
  });
});
