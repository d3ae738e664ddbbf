import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeAmf0 } from '../amf0/encode.js';
import { PublisherClient } from '../client/publisher-client.js';
import { type MediaMessage } from '../message/types.js';
import { makeCertificate } from '../testing/certificates.js';
import { makeFlv, packetHashes, startFfmpeg } from '../testing/ffmpeg.js';
import { type NginxRtmp, startNginxRtmp } from '../testing/nginx-rtmp.js';
import { type NodeMediaServer, startNodeMediaServer } from '../testing/node-media-server.js';
import { publish } from '../testing/publish.js';
import { readFlv } from '../testing/recorder.js';
import { startStunnel } from '../testing/stunnel.js';
import { freePort, until } from '../testing/tcp.js';
import { TestNode } from '../testing/test-node.js';
import { parseTargetUrl } from '../url/target-url.js';

const enhanced = (type: 8 | 9, timestamp: number, hex: string): MediaMessage => ({
  type,
  timestamp,
  payload: Buffer.from(hex, 'hex'),
});

/** What an encoder of Enhanced RTMP sends; the pictures themselves are not real. */
const ENHANCED: readonly MediaMessage[] = [
  {
    type: 18,
    timestamp: 0,
    payload: encodeAmf0('@setDataFrame', 'onMetaData', { width: 16, videocodecid: 1752589105 }),
  },
  enhanced(9, 0, '90' + '68766331' + '0101600000'), // HEVC sequence header
  enhanced(9, 0, '96' + '00' + '61763031' + '01' + '81000c00'), // AV1 sequence header on a second track
  enhanced(8, 0, 'af001190'),
  enhanced(9, 0, '91' + '68766331' + '000000' + '000000022601'),
  enhanced(9, 0, '96' + '01' + '61763031' + '01' + '1200'),
  enhanced(8, 21, 'af01211004'),
  enhanced(9, 40, 'a3' + '68766331' + '000000020201'),
  enhanced(9, 80, 'a3' + '76703039' + '8349'),
];

const mediaOf = (messages: readonly MediaMessage[]): MediaMessage[] => messages.filter(({ type }) => type !== 18);

describe('real destinations', () => {
  let directory: string;
  let source: string;
  let messages: MediaMessage[];
  let nginx: NginxRtmp;
  let hook: Server;
  let isAllowed = true;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rtmp-destinations-'));
    source = join(directory, 'source.flv');
    await makeFlv(source, { seconds: 3 });
    messages = readFlv(await readFile(source));
    hook = createServer((_, response) => response.writeHead(isAllowed ? 200 : 403).end());
    hook.listen(0, '127.0.0.1');
    await once(hook, 'listening');
    nginx = await startNginxRtmp({ onPublish: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/` });
  });

  afterAll(async () => {
    await nginx.stop();
    hook.close();
    await rm(directory, { recursive: true, force: true });
  });

  beforeEach(() => (isAllowed = true));

  async function recordedByNginx(streamName: string): Promise<string> {
    const [file, ...others] = await nginx.finishedRecordings(streamName);
    expect(others).toEqual([]);
    return file!;
  }

  /** The recording with as many audio and video messages as were sent. */
  async function recordedWhole(server: NodeMediaServer, sent: readonly MediaMessage[]): Promise<string> {
    let recording = '';
    let count = 0;
    const isWhole = async (): Promise<boolean> => {
      [recording = ''] = await server.recordings();
      count = recording === '' ? 0 : mediaOf(readFlv(await readFile(recording))).length;
      return count >= mediaOf(sent).length;
    };
    await until(isWhole).catch((error: Error) => {
      throw new Error(`${count} of ${mediaOf(sent).length} in “${recording}”: ${server.output()}`, { cause: error });
    });
    return recording;
  }

  it('nginx-rtmp receives every packet unchanged', async () => {
    await publish(`rtmp://127.0.0.1:${nginx.port}/live`, 'plain', messages);
    expect(await packetHashes(await recordedByNginx('plain'))).toEqual(await packetHashes(source));
  });

  it('nginx-rtmp behind stunnel receives every packet unchanged over verified RTMPS', async () => {
    const certificate = await makeCertificate(directory, 'DNS:localhost');
    const stunnel = await startStunnel(directory, certificate, nginx.port);
    try {
      const url = `rtmps://localhost:${stunnel.port}/live`;
      await publish(url, 'encrypted', messages, { tls: { ca: certificate.cert } });
      expect(await packetHashes(await recordedByNginx('encrypted'))).toEqual(await packetHashes(source));
      await expect(publish(url, 'untrusted', messages)).rejects.toMatchObject({ code: 'tls_untrusted' });
    } finally {
      await stunnel.stop();
    }
  });

  it('node-media-server receives every packet unchanged', async () => {
    const server = await startNodeMediaServer();
    try {
      await publish(`rtmp://127.0.0.1:${server.port}/live`, 'stream', messages);
      const recording = await recordedWhole(server, messages);
      expect(await packetHashes(recording)).toEqual(await packetHashes(source));
    } finally {
      await server.stop();
    }
  });

  it('ffmpeg listening receives every packet unchanged', async () => {
    const port = await freePort();
    const file = join(directory, 'listened.flv');
    const url = `rtmp://127.0.0.1:${port}/live/stream`;
    const listener = startFfmpeg(['-y', '-listen', '1', '-i', url, '-c', 'copy', '-f', 'flv', file]);
    const exited = once(listener, 'exit');
    await until(() =>
      publish(`rtmp://127.0.0.1:${port}/live`, 'stream', messages).then(
        () => true,
        () => false, // it does not listen yet
      ),
    );
    await exited;
    expect(await packetHashes(file)).toEqual(await packetHashes(source));
  });

  it('Enhanced RTMP, several tracks among it, arrives byte for byte at node-media-server and at a session of ours', async () => {
    const server = await startNodeMediaServer();
    const node = await TestNode.start();
    try {
      await publish(`rtmp://127.0.0.1:${server.port}/live`, 'enhanced', ENHANCED);
      const recording = await recordedWhole(server, ENHANCED);
      const recorded = mediaOf(readFlv(await readFile(recording)));
      expect(recorded.map(({ payload }) => payload)).toEqual(mediaOf(ENHANCED).map(({ payload }) => payload));
      await publish(`rtmp://127.0.0.1:${node.port}/live`, 'enhanced', ENHANCED);
      await until(() => node.last.closed.length === 1);
      expect(node.last.media).toEqual(ENHANCED);
    } finally {
      node.stop();
      await server.stop();
    }
  });

  it('timestamps that cross 2^24 and 2^32 ms arrive unharmed', async () => {
    const node = await TestNode.start();
    const timestamps = [0xfffff0, 0xfffffe, 0xffffff, 0x1000000, 0x1000028, 0xfffffff0, 0xffffffff, 0, 0x20];
    const sent = timestamps.map((timestamp) => ({ ...messages[5]!, timestamp, payload: Buffer.alloc(70_000, 0x27) }));
    await publish(`rtmp://127.0.0.1:${node.port}/live`, 'late', sent);
    await until(() => node.last.closed.length === 1);
    expect(node.last.media.map(({ timestamp }) => timestamp)).toEqual(timestamps);
    expect(node.last.media.every(({ payload }) => payload.equals(sent[0]!.payload))).toBe(true);
    node.stop();
  });

  it('nginx-rtmp refusing through its hook is a refused key', async () => {
    isAllowed = false;
    const refused = publish(`rtmp://127.0.0.1:${nginx.port}/live`, 'forbidden', messages);
    await expect(refused).rejects.toMatchObject({ code: 'key_refused' });
  });

  it('nginx-rtmp says when a stream is in use', async () => {
    const url = parseTargetUrl(`rtmp://127.0.0.1:${nginx.port}/live`);
    const first = new PublisherClient({ url, key: 'busy' });
    await first.open();
    const second = new PublisherClient({ url, key: 'busy' });
    await expect(second.open()).rejects.toMatchObject({ code: 'stream_in_use' });
    await first.close();
  });

  it('nginx-rtmp with an unknown app closes without a word', async () => {
    const refused = publish(`rtmp://127.0.0.1:${nginx.port}/nowhere`, 'key', messages);
    await expect(refused).rejects.toMatchObject({ code: 'closed_by_peer' });
  });
});
