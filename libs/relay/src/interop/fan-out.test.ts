import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ffmpeg, makeFlv, type NginxRtmp, packetHashes, startNginxRtmp, until } from '@mid-station/rtmp/testing';
import { Relay } from '../relay.js';
import { Cleanup } from '../testing/cleanup.js';
import { startIngest } from '../testing/ingest.js';
import { makeOptions, makeTarget } from '../testing/relay-setup.js';

describe('one encoder and several real destinations', () => {
  let directory: string;
  let source: string;
  let destinations: NginxRtmp[];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'relay-'));
    source = join(directory, 'source.flv');
    await makeFlv(source, { seconds: 4 });
    destinations = await Promise.all([startNginxRtmp(), startNginxRtmp(), startNginxRtmp()]);
  });

  afterAll(async () => {
    await Promise.all(destinations.map((destination) => destination.stop()));
    await rm(directory, { recursive: true, force: true });
  });

  const cleanup = new Cleanup();
  afterEach(() => cleanup.run());

  it('every packet arrives at every destination unchanged', async () => {
    const targets = destinations.map(({ port }) => makeTarget({ url: `rtmp://127.0.0.1:${port}/live` }));
    const relay = new Relay(makeOptions({ targets }));
    cleanup.add(() => relay.close('stopped'));
    const ingest = await startIngest(relay);
    cleanup.add(() => ingest.close());
    await ffmpeg(['-re', '-i', source, '-c', 'copy', '-f', 'flv', ingest.url]);
    await until(() => relay.status().state === 'interrupted');
    const { targets: statuses } = relay.status();
    await relay.close('stopped');
    expect(statuses.map(({ state }) => state)).toEqual(['live', 'live', 'live']);
    const sent = await packetHashes(source);
    for (const destination of destinations) {
      const [recording] = await destination.finishedRecordings();
      const arrived = await packetHashes(recording!);
      expect(arrived.slice(0, sent.length)).toEqual(sent);
    }
  }, 40_000);
});
