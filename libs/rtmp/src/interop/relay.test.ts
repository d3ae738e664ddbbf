import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChunkStreamId,
  type CloseReason,
  type MediaMessage,
  parseTargetUrl,
  PublisherClient,
  type PublishRequest,
  serializeMessage,
  ServerSession,
} from '../index.js';
import { ffmpeg, makeFlv, packetHashes } from '../testing/ffmpeg.js';
import { type NginxRtmp, startNginxRtmp } from '../testing/nginx-rtmp.js';
import { copyMessage, readFlv, writeFlv } from '../testing/recorder.js';
import { listen, until } from '../testing/tcp.js';

describe('a real encoder and a real destination', () => {
  let directory: string;
  let source: string;
  let server: Server;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rtmp-interop-'));
    source = join(directory, 'source.flv');
    await makeFlv(source, { seconds: 3 });
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  afterEach(() => {
    if (server) server.close();
  });

  it('ffmpeg publishes into a server session and every packet arrives unchanged', async () => {
    const received: MediaMessage[] = [];
    const requests: PublishRequest[] = [];
    const closed: CloseReason[] = [];
    const listening = await listen((socket) => {
      const session = new ServerSession(socket, {
        onPublish: (request) => {
          requests.push(request);
          session.accept();
        },
        onMedia: (message) => received.push(copyMessage(message)),
        onClose: (reason) => closed.push(reason),
      });
    });
    server = listening.server;
    const url = `rtmp://127.0.0.1:${listening.port}/ada/instance?x=1/the-key?token=%41`;
    await ffmpeg(['-i', source, '-c', 'copy', '-f', 'flv', url]);
    await until(() => closed.length === 1);
    const file = join(directory, 'received.flv');
    await writeFlv(file, received);
    expect(await packetHashes(file)).toEqual(await packetHashes(source));
    expect(requests[0]).toMatchObject({ publishType: 'live', encoder: expect.stringContaining('Lavf') as unknown });
  }, 30_000);

  it('a publisher client delivers every packet unchanged to nginx-rtmp', async () => {
    const nginx: NginxRtmp = await startNginxRtmp();
    try {
      const client = new PublisherClient({ url: parseTargetUrl(`rtmp://127.0.0.1:${nginx.port}/live`), key: 'stream' });
      await client.open();
      for (const message of readFlv(await readFile(source))) await send(client, message);
      await client.close();
      await until(async () => (await nginx.recordings()).length === 1);
      const [recording] = await nginx.recordings();
      await until(async () => (await readFile(recording!)).length > 1000);
      expect(await packetHashes(recording!)).toEqual(await packetHashes(source));
    } finally {
      await nginx.stop();
    }
  }, 30_000);
});

async function send(client: PublisherClient, message: MediaMessage): Promise<void> {
  const chunkStreamId = message.type === 9 ? ChunkStreamId.Video : ChunkStreamId.Audio;
  const bytes = serializeMessage(message, {
    chunkSize: client.chunkSize,
    streamId: client.streamId,
    chunkStreamId,
  });
  if (client.write(bytes)) return;
  await new Promise<void>((resolve) => (client.onDrain = resolve));
}
