import { readFlv } from '@mid-station/rtmp/testing';
import { MediaLog } from '../publication/media-log.js';
import { Publication } from '../publication/publication.js';
import { stream, video, videoFrame } from '../testing/media.js';
import { Timeline } from '../timeline/timeline.js';
import { PreviewSubscriber } from './preview-subscriber.js';
import { PREVIEW_BUFFERED_BYTES_MAX } from '../limits.js';

class Viewer {
  bytes: Buffer = Buffer.alloc(0);
  writes = 0;
  bufferedBytes = 0;
  isEnded = false;
  write(bytes: Buffer): void {
    this.writes += 1;
    this.bytes = Buffer.concat([this.bytes, bytes]);
  }
  end(): void {
    this.isEnded = true;
  }
}

describe('preview', () => {
  let log: MediaLog;
  let publication: Publication;
  let viewer: Viewer;
  let preview: PreviewSubscriber;

  beforeEach(() => {
    log = new MediaLog();
    publication = new Publication(log, new Timeline());
    viewer = new Viewer();
    preview = new PreviewSubscriber(log, viewer);
  });

  const feed = (messages: ReturnType<typeof stream>): void => {
    for (const message of messages) publication.write(message, message.timestamp);
    log.cut();
    preview.flush();
    log.trim();
  };

  it('is an FLV file that begins with the headers and the cached keyframe', () => {
    feed(stream({ duration: 3_000 }));
    expect(viewer.bytes.subarray(0, 9).toString('latin1')).toBe('FLV\x01\x05\x00\x00\x00\x09');
    const messages = readFlv(viewer.bytes);
    expect(messages.slice(0, 4).map(({ type }) => type)).toEqual([18, 9, 8, 9]);
    expect(messages[3]!.payload.equals(videoFrame(50, 'key'))).toBe(true);
    expect(messages[0]!.payload.toString('latin1')).not.toContain('@setDataFrame');
  });

  it('goes on with one write per flush', () => {
    feed(stream({ duration: 1_000 }));
    feed([video(1_000, videoFrame(25)), video(1_040, videoFrame(26))]);
    expect(viewer.writes).toBe(2);
    expect(readFlv(viewer.bytes).at(-1)!.payload.equals(videoFrame(26))).toBe(true);
  });

  it('announces no sound that the stream does not have', () => {
    feed(stream({ duration: 100, withAudio: false }));
    expect(viewer.bytes[4]).toBe(1);
  });

  it('a viewer that does not keep up is skipped forward to a keyframe and never queued for', () => {
    feed(stream({ duration: 1_000 }));
    viewer.bufferedBytes = PREVIEW_BUFFERED_BYTES_MAX + 1;
    const before = viewer.bytes.length;
    feed([video(1_040, videoFrame(26)), video(1_080, videoFrame(27))]);
    expect([viewer.bytes.length, preview.cursor]).toEqual([before, null]);
    viewer.bufferedBytes = 0;
    feed([video(1_120, videoFrame(28))]);
    expect(viewer.bytes.length).toBe(before);
    feed([video(1_160, videoFrame(29, 'key')), video(1_200, videoFrame(30))]);
    const after = readFlv(Buffer.concat([viewer.bytes.subarray(0, 13), viewer.bytes.subarray(before)]));
    expect(after.map(({ type }) => type)).toEqual([18, 9, 8, 9, 9]);
    expect(after[3]!.payload.equals(videoFrame(29, 'key'))).toBe(true);
  });

  it('gets a large frame in one piece', () => {
    const large = videoFrame(0, 'key', 300_000);
    feed([...stream({ duration: 20 }), video(40, large)]);
    expect(readFlv(viewer.bytes).at(-1)!.payload.equals(large)).toBe(true);
  });
});
