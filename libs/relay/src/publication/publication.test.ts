import { type MediaMessage, MessageType } from '@mid-station/rtmp';
import {
  AAC_HEADER,
  audio,
  audioFrame,
  AVC_HEADER,
  data,
  METADATA,
  stream,
  video,
  videoFrame,
} from '../testing/media.js';
import { Timeline } from '../timeline/timeline.js';
import { messageBytes } from './log-entry.js';
import { MediaLog } from './media-log.js';
import { Publication } from './publication.js';
import { payloadOf, writeHeaders } from './wire.js';
import { AUDIO_ONLY_AFTER_MS } from '../limits.js';

describe('publication', () => {
  let log: MediaLog;
  let timeline: Timeline;
  let publication: Publication;

  beforeEach(() => {
    log = new MediaLog();
    timeline = new Timeline();
    publication = new Publication(log, timeline);
  });

  const feed = (...messages: MediaMessage[]): void => {
    for (const message of messages) publication.write(message, message.timestamp);
  };
  const logged = (from = 0): Buffer[] =>
    Array.from({ length: log.end - from }, (_, index) => Buffer.from(payloadOf(messageBytes(log.entry(from + index)))));

  it('flows from its first keyframe on, headers ahead of it', () => {
    feed(
      data(0, METADATA),
      video(0, AVC_HEADER),
      audio(0, AAC_HEADER),
      audio(0, audioFrame(0)),
      video(0, videoFrame(0)),
    );
    expect([publication.isFlowing, log.end]).toEqual([false, 0]);
    feed(video(40, videoFrame(1, 'key')), audio(40, audioFrame(1)));
    expect(publication.isFlowing).toBe(true);
    expect(logged()).toEqual([METADATA, AVC_HEADER, AAC_HEADER, videoFrame(1, 'key'), audioFrame(1)]);
  });

  it('passes sound and picture on unchanged', () => {
    const messages = stream({ duration: 2_000, frameBytes: 70_000 });
    feed(...messages);
    const differing = logged().filter((payload, index) => !payload.equals(messages[index]!.payload));
    expect([log.end, differing.length]).toEqual([messages.length, 0]);
  });

  it('wraps metadata that came bare', () => {
    feed(data(0, METADATA.subarray(16)), video(0, videoFrame(0, 'key')));
    expect(logged()[0]).toEqual(METADATA);
  });

  it('passes other data on only while it flows', () => {
    const cue = Buffer.from('\x02\x00\x0aonCuePoint', 'latin1');
    feed(data(0, cue), video(0, videoFrame(0, 'key')), data(40, cue));
    expect(logged()).toEqual([videoFrame(0, 'key'), cue]);
  });

  it('remembers the newest headers and sends a changed one where it changed', () => {
    const changed = Buffer.from([...AAC_HEADER, 1]);
    feed(...stream({ duration: 100 }));
    const before = log.end;
    feed(audio(100, changed), video(120, videoFrame(3, 'key')));
    expect(logged(before)).toEqual([changed, videoFrame(3, 'key')]);
    expect(log.entry(log.end - 1).startHeaders).toMatchObject({
      metadata: METADATA,
      video: AVC_HEADER,
      audio: changed,
    });
  });

  describe('with more than one track', () => {
    const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
    const secondVideoHeader = hex('96 00 68766331 01 0102');
    const secondKeyframe = hex('96 01 68766331 01 000000 aabb');
    const secondAudioHeader = hex('95 00 6d703461 01 1190');
    const firstHeaders = [data(0, METADATA), video(0, AVC_HEADER), audio(0, AAC_HEADER)];
    const secondHeaders = [video(0, secondVideoHeader), audio(0, secondAudioHeader)];

    it('keeps the headers of each, and knows those of the first', () => {
      feed(...firstHeaders, ...secondHeaders, video(0, videoFrame(0, 'key')));
      const sent = [METADATA, AVC_HEADER, secondVideoHeader, AAC_HEADER, secondAudioHeader, videoFrame(0, 'key')];
      expect(logged()).toEqual(sent);
      expect(publication.headers).toMatchObject({ metadata: METADATA, video: AVC_HEADER, audio: AAC_HEADER });
    });

    it('can be joined at the keyframes of the first only', () => {
      feed(...firstHeaders, ...secondHeaders, video(0, secondKeyframe));
      expect(publication.isFlowing).toBe(false);
      feed(video(0, videoFrame(0, 'key')), video(40, secondKeyframe));
      expect(log.lastKeyframe!.payload).toEqual(videoFrame(0, 'key'));
      expect(log.entry(log.startSequence!).timestamp).toBe(0);
    });

    it('can be joined though none of them has the number 0', () => {
      feed(video(0, secondVideoHeader), video(0, secondKeyframe));
      expect(logged()).toEqual([secondVideoHeader, secondKeyframe]);
    });

    it('is measured by the first', () => {
      for (let at = 0; at < 4_000; at += 40) feed(video(at, videoFrame(at, 'key')), video(at + 20, secondKeyframe));
      const facts = publication.meter.facts(publication.headers, 4_000);
      expect(facts).toMatchObject({ video: { codec: 'h264' }, keyframeIntervalMs: 40 });
      expect(facts.fps).toBeLessThan(30);
    });
  });

  it('remembers the colours of an HDR picture, for whoever joins later', () => {
    const [header, colours] = [Buffer.from('906876633101', 'hex'), Buffer.from('94687663310200', 'hex')];
    const keyframe = Buffer.from('9168766331000000aa', 'hex');
    feed(video(0, header), video(0, colours), video(0, keyframe), video(2_000, keyframe));
    expect(logged()).toEqual([header, colours, keyframe, keyframe]);
    const { startHeaders } = log.entry(log.startSequence!);
    expect(writeHeaders(startHeaders!, 2_000).map((message) => payloadOf(message))).toEqual([header, colours]);
  });

  it('an end-of-sequence message is no keyframe', () => {
    feed(...stream({ duration: 40 }), video(40, Buffer.from([0x17, 2, 0, 0, 0])));
    expect(log.lastKeyframe!.payload).toEqual(videoFrame(0, 'key'));
    expect(log.startSequence).toBe(3);
  });

  it('a stream without picture flows once none has shown up, and can be joined every second', () => {
    feed(...stream({ duration: AUDIO_ONLY_AFTER_MS, withVideo: false }));
    expect(publication.isFlowing).toBe(false);
    feed(...stream({ duration: 3_500, start: AUDIO_ONLY_AFTER_MS, withVideo: false }).slice(2));
    const starts = Array.from({ length: log.end }, (_, sequence) => log.entry(sequence)).filter(
      ({ startHeaders }) => startHeaders,
    );
    expect(starts.map(({ timestamp }) => timestamp)).toEqual([1_000, 2_000, 3_000, 4_000]);
    expect(log.startSequence).not.toBeNull();
  });

  it('a picture without sound flows, and so does one whose encoder names no headers', () => {
    feed(video(0, videoFrame(0, 'key')), video(40, videoFrame(1)));
    expect(logged()).toEqual([videoFrame(0, 'key'), videoFrame(1)]);
  });

  it('takes up again at a keyframe with its headers after something else was in its place', () => {
    feed(...stream({ duration: 100, gop: 100 }));
    publication.suspend();
    timeline.place(MessageType.Video, 5_000, 5_000);
    const before = log.end;
    feed(video(5_040, videoFrame(126)), audio(5_040, audioFrame(252)), video(5_080, videoFrame(127, 'key')));
    expect(logged(before)).toEqual([METADATA, AVC_HEADER, AAC_HEADER, videoFrame(127, 'key')]);
    expect(log.entry(log.end - 1).timestamp).toBeGreaterThan(5_000);
  });

  it('empty and cut-off messages are passed on or ignored, never fatal', () => {
    feed(...stream({ duration: 40 }));
    const before = log.end;
    feed(
      video(40, Buffer.alloc(0)),
      audio(40, Buffer.alloc(0)),
      data(40, Buffer.alloc(0)),
      video(40, Buffer.from([0x17])),
    );
    expect(log.end).toBeGreaterThanOrEqual(before);
  });
});
