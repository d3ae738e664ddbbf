import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { EVENT_BACKLOG_BYTES } from '../limits.js';
import { EventStream } from './event-stream.js';

describe('an event stream to a slow reader', () => {
  it('holds a bounded backlog, and ends with the newest of each kind', async () => {
    const { stream, response, reader, close } = await connection();
    const filler = 'x'.repeat(10_000);
    const last = 5_000;
    for (let n = 1; n <= last; n++) {
      stream.send('session', { n, filler });
      stream.send('stats', { n });
    }
    expect(response.writableLength).toBeLessThan(EVENT_BACKLOG_BYTES + 20_000);
    let text = '';
    reader.on('data', (chunk: Buffer) => (text += chunk.toString()));
    reader.resume();
    while (!text.includes(`"n":${last}}`)) await new Promise((resolve) => reader.once('data', resolve));
    expect(text.length).toBeLessThan(last * filler.length * 0.5);
    expect(text).toContain(`event: session\ndata: {"n":${last},`);
    await close();
  });

  it('says nothing more once it was ended, and goes though the reader never takes what was said before', async () => {
    const { stream, response, close } = await connection();
    const failures: Error[] = [];
    response.on('error', (error) => failures.push(error));
    const filler = 'x'.repeat(EVENT_BACKLOG_BYTES / 4);
    while (!response.writableNeedDrain) {
      stream.send('stats', { filler });
      await turn();
    }
    stream.end();
    for (let n = 0; n < 2; n++) stream.send('session', { n: 'late' });
    await turn();
    expect(failures).toEqual([]);
    if (!response.closed) await once(response, 'close'); // by itself, though nobody reads
    await close();
  });
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function connection() {
  let got!: (response: ServerResponse) => void;
  const responded = new Promise<ServerResponse>((resolve) => (got = resolve));
  const server = createServer((_, response) => {
    response.writeHead(200);
    response.flushHeaders();
    got(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const reader = await new Promise<IncomingMessage>((resolve) => {
    get({ port: (server.address() as AddressInfo).port }, resolve);
  });
  reader.pause();
  const response = await responded;
  const close = async (): Promise<void> => {
    reader.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { stream: new EventStream(response), response, reader, close };
}
