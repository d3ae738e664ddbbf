import { type Server, type Socket } from 'node:net';
import { type CloseReason } from '../errors.js';
import { RECORDED_BYTES_MAX } from '../limits.js';
import { ChunkParser } from '../chunk/parser.js';
import { control, uint } from '../testing/chunks.js';
import { listen, until } from '../testing/tcp.js';
import { TestEncoder } from '../testing/test-encoder.js';
import { type PublishRequest } from '../server/publish-request.js';
import { Doorman } from './doorman.js';

interface Visit {
  doorman: Doorman;
  socket: Socket;
  requests: PublishRequest[];
  closed: CloseReason[];
}

describe('Doorman', () => {
  const visits: Visit[] = [];
  let server: Server;
  let port: number;
  let encoder: TestEncoder;

  beforeAll(async () => {
    ({ server, port } = await listen((socket) => {
      const requests: PublishRequest[] = [];
      const closed: CloseReason[] = [];
      const doorman = new Doorman(
        socket,
        { onPublish: (request) => requests.push(request), onClose: (reason) => closed.push(reason) },
        { timeouts: { commandMs: 300 } },
      );
      visits.push({ doorman, socket, requests, closed });
    }));
  });

  afterEach(() => {
    encoder.destroy();
    visits.splice(0).forEach(({ socket }) => socket.destroy());
  });
  afterAll(() => server.close());

  async function hold(): Promise<Visit> {
    encoder = await TestEncoder.publish(port, 'key', 'ada');
    await until(() => visits[0]!.requests.length === 1);
    return visits[0]!;
  }

  it('answers connect and createStream, and holds publish without an answer for as long as needed', async () => {
    const { requests, closed, doorman } = await hold();
    expect(requests[0]).toMatchObject({ app: 'ada', streamName: 'key' });
    await until(() => encoder.commands.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 400)); // longer than a client may take to publish
    expect(encoder.commands.map(({ name, transactionId }) => [name, transactionId])).toEqual([
      ['_result', 1],
      ['_result', 2],
    ]);
    expect(closed).toEqual([]);
    expect(doorman.remoteAddress).toBe('127.0.0.1');
  });

  it('keeps every byte since the handshake, so that a parser elsewhere understands what follows', async () => {
    encoder = await TestEncoder.greet(port);
    encoder.send(control(1, uint(5000, 4)));
    encoder.command('connect', 1, { app: 'ada' });
    encoder.commandOn(1, 'publish', 2, null, 'key', 'live');
    encoder.message(9, Buffer.from('early'));
    await until(() => visits[0]!.doorman.recordedBytes().length > 0 && visits[0]!.requests.length === 1);
    const types = (): number[] => {
      const seen: number[] = [];
      const parser = new ChunkParser(({ type }) => seen.push(type));
      visits[0]!.doorman.recordedBytes().forEach((bytes) => parser.push(bytes));
      return seen;
    };
    await until(() => types().length === 3);
    expect(types()).toEqual([20, 20, 9]);
  });

  it('refuses with a status and closes', async () => {
    const { doorman, closed } = await hold();
    doorman.reject('NetStream.Publish.Rejected', 'Wrong key.');
    await encoder.whenClosed();
    expect(encoder.statuses).toEqual(['NetStream.Publish.Rejected']);
    await until(() => closed.length === 1);
  });

  it('lets go of the socket: paused, open, and no longer listened to', async () => {
    const { doorman, socket, closed } = await hold();
    doorman.detach();
    const listeners = ['data', 'error', 'close'].map((event) => socket.listenerCount(event));
    expect(listeners).toEqual([0, 0, 0]);
    expect(socket.isPaused()).toBe(true);
    encoder.message(9, Buffer.from('later'));
    const bytes: Buffer[] = [];
    socket.on('data', (data) => bytes.push(data));
    socket.resume();
    await until(() => Buffer.concat(bytes).includes('later'));
    expect(closed).toEqual([]);
  });

  it('notices when a held client goes away', async () => {
    const { closed } = await hold();
    encoder.destroy();
    await until(() => closed.length === 1);
    expect(closed[0]).toMatchObject({ kind: 'peer' });
  });

  it('stops reading a held client that sends too much', async () => {
    const { socket, doorman } = await hold();
    for (let sent = 0; sent < 4 * RECORDED_BYTES_MAX; sent += 500_000) encoder.message(9, Buffer.alloc(500_000));
    await until(() => socket.isPaused());
    const recorded = doorman.recordedBytes().reduce((sum, { length }) => sum + length, 0);
    expect(recorded).toBeLessThan(1.5 * RECORDED_BYTES_MAX);
  });

  it('drops a client that sends much and publishes nothing', async () => {
    encoder = await TestEncoder.greet(port);
    for (let count = 0; count < 10; count++) encoder.message(99, Buffer.alloc(50_000));
    await encoder.whenClosed();
    expect(visits[0]!.closed[0]).toMatchObject({ kind: 'violation', code: 'early_media' });
  });
});
