import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingOptionsSchema } from '@mid-station/contracts';
import { ffmpeg, makeFlv, type NginxRtmp, startFfmpeg, startNginxRtmp, until } from '@mid-station/rtmp/testing';
import { Relay } from '../relay.js';
import { Cleanup } from '../testing/cleanup.js';
import { startIngest, type TestIngest } from '../testing/ingest.js';
import { type Packet, packetsOf } from '../testing/packets.js';
import { makeOptions, makeTarget } from '../testing/relay-setup.js';

/** Seconds without a packet that a destination may see while the encoder is away. */
const LONGEST_HOLE = 1.5;

describe('a real destination while its encoder comes and goes', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'relay-hold-'));
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  const cleanup = new Cleanup();
  afterEach(() => cleanup.run());

  /** A relay between a listener for encoders and one recording destination. */
  const setUp = async (graceSeconds: number): Promise<{ relay: Relay; ingest: TestIngest; nginx: NginxRtmp }> => {
    const nginx = await startNginxRtmp();
    cleanup.add(() => nginx.stop());
    const targets = [makeTarget({ url: `rtmp://127.0.0.1:${nginx.port}/live` })];
    const relay = new Relay(makeOptions({ targets, options: settingOptionsSchema.parse({ graceSeconds }) }));
    cleanup.add(() => relay.close('stopped'));
    const ingest = await startIngest(relay);
    cleanup.add(() => ingest.close());
    return { relay, ingest, nginx };
  };

  it.each([
    ['stereo at 48 kHz', { rate: 48_000, channels: 2 }],
    ['mono at 44.1 kHz', { rate: 44_100, channels: 1 }],
  ])(
    'its recording has no hole, no step back and no error: %s, another picture size on return',
    async (_, sound) => {
      const first = join(directory, `first-${sound.rate}.flv`);
      const second = join(directory, `second-${sound.rate}.flv`);
      await makeEncoding(first, { size: '640x360', seconds: 3, ...sound });
      await makeEncoding(second, { size: '854x480', seconds: 2, rate: 48_000, channels: 2 });
      const { relay, ingest, nginx } = await setUp(6);
      const encoder = startFfmpeg(['-re', '-i', first, '-c', 'copy', '-f', 'flv', ingest.url]);
      await until(() => (relay.status().publisher?.bytesReceived ?? 0) > 200_000);
      ingest.cut();
      encoder.kill('SIGKILL');
      await until(() => relay.status().state === 'interrupted');
      const before = relay.status().targets[0]!.bytesSent;
      await until(() => relay.status().targets[0]!.bytesSent > before + 30_000);
      await ffmpeg(['-re', '-i', second, '-c', 'copy', '-f', 'flv', ingest.url]);
      expect(relay.status().publisher).toMatchObject({ video: { width: 854 } });
      await until(() => relay.status().state === 'ended', 20_000);
      await relay.close('stopped');
      const recordings = await nginx.finishedRecordings();
      expect(recordings).toHaveLength(1);
      const packets = await packetsOf(recordings[0]!);
      await ffmpeg(['-xerror', '-i', recordings[0]!, '-f', 'null', '-']);
      for (const kind of ['video', 'audio'] as const) {
        const gaps = gapsOf(packets.filter((packet) => packet.kind === kind));
        expect([Math.min(...gaps) >= 0, Math.max(...gaps) < LONGEST_HOLE]).toEqual([true, true]);
      }
      expect(packets.at(-1)!.dts - packets[0]!.dts).toBeGreaterThan(6);
    },
    60_000,
  );

  it('sound alone is held with silence', async () => {
    const source = join(directory, 'sound.flv');
    await makeFlv(source, { seconds: 3, video: false });
    const { relay, ingest, nginx } = await setUp(2);
    await ffmpeg(['-re', '-i', source, '-c', 'copy', '-f', 'flv', ingest.url]);
    await until(() => relay.status().state === 'ended');
    await relay.close('stopped');
    const [recording] = await nginx.finishedRecordings();
    const packets = await packetsOf(recording!);
    await ffmpeg(['-xerror', '-i', recording!, '-f', 'null', '-']);
    expect(Math.max(...gapsOf(packets))).toBeLessThan(0.3);
    expect(packets.at(-1)!.dts - packets[0]!.dts).toBeGreaterThan(3.5);
  }, 40_000);
});

function gapsOf(packets: readonly Packet[]): number[] {
  return packets.slice(1).map(({ dts }, index) => dts - packets[index]!.dts);
}

async function makeEncoding(
  file: string,
  { size, seconds, rate, channels }: { size: string; seconds: number; rate: number; channels: number },
): Promise<void> {
  const picture = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=30`];
  const sound = ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=${rate}`];
  const codecs = [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-g',
    '60',
    '-bf',
    '2',
    '-b:v',
    '1500k',
    '-pix_fmt',
    'yuv420p',
  ];
  const audio = ['-c:a', 'aac', '-ac', String(channels)];
  await ffmpeg([...picture, ...sound, ...codecs, ...audio, '-t', String(seconds), '-f', 'flv', file]);
}
