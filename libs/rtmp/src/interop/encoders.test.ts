import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type MediaMessage, type MediaType } from '../message/types.js';
import { ffmpeg, makeFlv, packetHashes } from '../testing/ffmpeg.js';
import { startNginxRtmp } from '../testing/nginx-rtmp.js';
import { readFlv, writeFlv } from '../testing/recorder.js';
import { until } from '../testing/tcp.js';
import { type Observed, TestNode } from '../testing/test-node.js';

describe('real encoders publish into a server session', () => {
  let directory: string;
  let node: TestNode;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rtmp-encoders-'));
    node = await TestNode.start();
  });

  afterAll(async () => {
    node.stop();
    await rm(directory, { recursive: true, force: true });
  });

  async function finished(): Promise<Observed> {
    await until(() => node.sessions.length > 0 && node.last.closed.length === 1);
    return node.last;
  }

  async function hashesOf({ media }: Observed): Promise<string[]> {
    const file = join(directory, 'received.flv');
    await writeFlv(file, media);
    return packetHashes(file);
  }

  it.each([
    ['picture and sound', {}],
    ['sound only', { video: false }],
    ['picture only', { audio: false }],
  ])('ffmpeg with %s: every packet arrives unchanged', async (name, tracks) => {
    const source = join(directory, `${name}.flv`);
    await makeFlv(source, { seconds: 2, ...tracks });
    await ffmpeg(['-i', source, '-c', 'copy', '-f', 'flv', `rtmp://127.0.0.1:${node.port}/ada/key?x=%41`]);
    const session = await finished();
    expect(await hashesOf(session)).toEqual(await packetHashes(source));
    expect(session.requests[0]).toMatchObject({ app: 'ada', streamName: 'key?x=%41', publishType: 'live' });
    expect(session.unpublished).toBe(1);
  });

  it('ffmpeg past 2^24 ms (4 h 39 min): timestamps and packets arrive unchanged', async () => {
    const source = join(directory, 'late.flv');
    await makeFlv(source, { seconds: 2 });
    const late = join(directory, 'offset.flv');
    await ffmpeg(['-i', source, '-c', 'copy', '-output_ts_offset', '16776.2', '-f', 'flv', late]);
    const expected = readFlv(await readFile(late)).filter(({ type }) => type !== 18);
    const url = `rtmp://127.0.0.1:${node.port}/ada/key`;
    await ffmpeg(['-copyts', '-i', late, '-c', 'copy', '-f', 'flv', '-flvflags', 'no_duration_filesize', url]);
    const { media } = await finished();
    const received = media.filter(({ type }) => type !== 18);
    expect(received.map(({ timestamp }) => timestamp)).toEqual(expected.map(({ timestamp }) => timestamp));
    expect(received.every(({ payload }, index) => payload.equals(expected[index]!.payload))).toBe(true);
    expect(received[0]!.timestamp).toBeLessThan(2 ** 24);
    expect(received.at(-1)!.timestamp).toBeGreaterThan(2 ** 24);
  });

  it('nginx-rtmp push, which does not wait for Publish.Start: what it passes on arrives unchanged and without a gap', async () => {
    const source = join(directory, 'pushed.flv');
    await makeFlv(source, { seconds: 2 });
    const slow = await TestNode.start({}, (session) => setTimeout(() => session.accept(), 300));
    const nginx = await startNginxRtmp({ push: `rtmp://127.0.0.1:${slow.port}/ada/key` });
    try {
      await ffmpeg(['-re', '-i', source, '-c', 'copy', '-f', 'flv', `rtmp://127.0.0.1:${nginx.port}/live/key`]);
      await until(() => slow.sessions.length > 0 && slow.last.closed.length === 1);
      const sent = readFlv(await readFile(source));
      for (const type of [8, 9] as const) {
        const [header, ...frames] = payloadsOf(slow.last.media, type);
        const [sentHeader, ...sentFrames] = payloadsOf(sent, type);
        expect(header).toBe(sentHeader);
        expect(frames.length).toBeGreaterThan(20);
        expect(frames).toEqual(sentFrames.slice(-frames.length)); // nginx-rtmp drops what came before it was connected
      }
    } finally {
      await nginx.stop();
      slow.stop();
    }
  });

  it('GStreamer rtmp2sink: every packet arrives unchanged', async () => {
    const source = join(directory, 'gstreamer.flv');
    await makeFlv(source, { seconds: 2 });
    const location = `rtmp://127.0.0.1:${node.port}/ada/key`;
    const from = ['filesrc', `location=${source}`, '!', 'flvdemux', 'name=d', 'flvmux', 'name=m', 'streamable=true'];
    const sink = ['!', 'rtmp2sink', `location=${location}`, 'async-connect=false'];
    const links = [
      'd.video',
      '!',
      'queue',
      '!',
      'h264parse',
      '!',
      'm.',
      'd.audio',
      '!',
      'queue',
      '!',
      'aacparse',
      '!',
      'm.',
    ];
    await promisify(execFile)('gst-launch-1.0', ['-q', ...from, ...sink, ...links]);
    const session = await finished();
    const frames = (lines: string[], stream: string): string[] =>
      lines.filter((line) => line.startsWith(stream)).sort();
    const received = await hashesOf(session);
    const sent = await packetHashes(source);
    expect(frames(received, '0')).toEqual(frames(sent, '0'));
    expect(frames(received, '1')).toEqual(frames(sent, '1'));
  });
});

function payloadsOf(messages: readonly MediaMessage[], type: MediaType): string[] {
  return messages.filter((message) => message.type === type).map(({ payload }) => payload.toString('base64'));
}
