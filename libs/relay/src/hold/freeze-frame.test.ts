import { MessageType } from '@mid-station/rtmp';
import { type LogEntry, messageBytes } from '../publication/log-entry.js';
import { MediaLog } from '../publication/media-log.js';
import { Publication } from '../publication/publication.js';
import { payloadOf } from '../publication/wire.js';
import { AAC_HEADER, stream, videoFrame } from '../testing/media.js';
import { Timeline } from '../timeline/timeline.js';
import { FreezeFrame } from './freeze-frame.js';
import { FREEZE_INTERVAL_MS } from '../limits.js';

describe('freeze frame', () => {
  let log: MediaLog;
  let timeline: Timeline;

  beforeEach(() => {
    log = new MediaLog();
    timeline = new Timeline();
  });

  const play = (shape: Parameters<typeof stream>[0]): void => {
    const publication = new Publication(log, timeline);
    for (const message of stream(shape)) publication.write(message, message.timestamp);
  };
  const entriesFrom = (from: number): LogEntry[] =>
    Array.from({ length: log.end - from }, (_, index) => log.entry(from + index));
  const gaps = (entries: readonly LogEntry[]): number[] =>
    entries.slice(1).map(({ timestamp }, index) => timestamp - entries[index]!.timestamp);

  it('repeats the last keyframe at a steady rate, with silence between, in order of time', () => {
    play({ duration: 3_000 });
    const from = log.end;
    const freeze = new FreezeFrame(log, timeline, AAC_HEADER, 3_000);
    for (let now = 3_000; now <= 13_000; now += 40) freeze.fill(now);
    const entries = entriesFrom(from);
    expect(gaps(entries).every((gap) => gap >= 0)).toBe(true);
    const pictures = entries.filter(({ type }) => type === MessageType.Video);
    expect(new Set(gaps(pictures))).toEqual(new Set([FREEZE_INTERVAL_MS]));
    expect(pictures[0]!.timestamp - 2_960).toBe(FREEZE_INTERVAL_MS);
    expect(pictures.every((entry) => payloadOf(messageBytes(entry)).equals(videoFrame(50, 'key')))).toBe(true);
    const sounds = entries.filter(({ type }) => type === MessageType.Audio);
    expect(sounds.length).toBeGreaterThan(460);
    expect(Math.max(...gaps(sounds))).toBeLessThanOrEqual(22);
    expect(sounds.at(-1)!.timestamp).toBeGreaterThan(12_950);
  });

  it('fills what has been missing since the encoder fell silent', () => {
    play({ duration: 1_000 });
    const from = log.end;
    new FreezeFrame(log, timeline, AAC_HEADER, 6_000).fill(6_000);
    const pictures = entriesFrom(from).filter(({ type }) => type === MessageType.Video);
    expect(pictures.map(({ timestamp }) => timestamp)).toEqual([
      1460, 1960, 2460, 2960, 3460, 3960, 4460, 4960, 5460, 5960,
    ]);
  });

  it('does not make up for a standstill of minutes', () => {
    play({ duration: 1_000 });
    const from = log.end;
    const freeze = new FreezeFrame(log, timeline, AAC_HEADER, 1_000);
    freeze.fill(600_000);
    expect(log.end - from).toBeLessThan(600);
    expect(log.entry(log.end - 1).timestamp).toBeGreaterThan(599_000);
  });

  it('without a picture only silence is sent, without fitting sound only the picture', () => {
    play({ duration: 3_000, withVideo: false });
    let from = log.end;
    new FreezeFrame(log, timeline, AAC_HEADER, 3_000).fill(4_000);
    expect(new Set(entriesFrom(from).map(({ type }) => type))).toEqual(new Set([MessageType.Audio]));
    log = new MediaLog();
    timeline = new Timeline();
    play({ duration: 1_000, withAudio: false });
    from = log.end;
    new FreezeFrame(log, timeline, null, 1_000).fill(2_000);
    expect(entriesFrom(from).map(({ type }) => type)).toEqual([MessageType.Video, MessageType.Video]);
  });

  it('every copy is a start for a target that joins', () => {
    play({ duration: 1_000 });
    new FreezeFrame(log, timeline, AAC_HEADER, 1_000).fill(2_000);
    expect(log.entry(log.startSequence!).timestamp).toBe(1_960);
    expect(log.entry(log.startSequence!).startHeaders?.audio).toEqual(AAC_HEADER);
  });
});
