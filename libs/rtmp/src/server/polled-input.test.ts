import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { type CloseReason } from '../errors.js';
import { portOf, until } from '../testing/tcp.js';
import { TestEncoder } from '../testing/test-encoder.js';
import { ServerSession } from './server-session.js';

/** Milliseconds for one test, on a machine busy with other things. */
import.meta.jest.setTimeout(30_000);

describe('a session that is read when asked', () => {
  let server: Server;
  let session: ServerSession;
  let encoder: TestEncoder;
  let received: number[];
  let reads: number;
  let closed: CloseReason[];

  beforeEach(async () => {
    received = [];
    closed = [];
    reads = 0;
    server = createServer({ highWaterMark: 0 }, (socket) => {
      session = new ServerSession(socket, {
        onPublish: () => session.accept(),
        onMedia: ({ payload }) => received.push(payload.length),
        onClose: (reason) => closed.push(reason),
      });
      socket.on('data', () => (reads += 1));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    encoder = await TestEncoder.publish(portOf(server));
    await encoder.whenStatus('NetStream.Publish.Start');
  });

  afterEach(() => {
    encoder.destroy();
    server.close();
  });

  /** One turn of a ticker: ask, let the event loop poll, take. */
  const turn = async (): Promise<void> => {
    session.requestInput();
    await new Promise((resolve) => setImmediate(resolve));
    session.takeInput();
  };
  const turnUntil = (condition: () => boolean): Promise<void> =>
    until(async () => {
      await turn();
      return condition();
    });
  /** Bytes have left the encoder and so are with the kernel of this machine. */
  const send = async (...sizes: number[]): Promise<void> => {
    for (const size of sizes) encoder.message(9, Buffer.alloc(size));
    await until(() => encoder.socket.writableLength === 0);
  };

  it('leaves what arrives with the kernel and then takes it in one read', async () => {
    await turn();
    await send(50);
    await turnUntil(() => received.length === 1);
    const before = reads;
    await send(100, 200, 300);
    await send(400);
    expect([received, reads]).toEqual([[50], before]);
    await turnUntil(() => received.length > 1);
    expect([received, reads]).toEqual([[50, 100, 200, 300, 400], before + 1]);
  });

  it('keeps up with more than one read per turn', async () => {
    await turn();
    const sizes = Array.from({ length: 40 }, () => 100_000);
    for (const size of sizes) encoder.message(9, Buffer.alloc(size));
    let turns = 0;
    await turnUntil(() => (turns += 1) > 0 && received.length === sizes.length);
    expect(received).toEqual(sizes);
    expect(turns).toBeLessThan(4_000_000 / 65_536);
  });

  it('notices a peer that goes away, and delivers what it sent last', async () => {
    await turn();
    await send(500);
    encoder.destroy();
    await turnUntil(() => closed.length === 1);
    expect(received).toEqual([500]);
    expect(closed[0]).toMatchObject({ kind: 'peer' });
  });

  it('reads nothing while it is paused', async () => {
    await turn();
    session.pauseReading();
    await send(100);
    await turn();
    expect(received).toEqual([]);
    session.resumeReading();
    await turnUntil(() => received.length === 1);
  });

  it('can be closed at any moment', async () => {
    session.requestInput();
    session.close();
    session.takeInput();
    session.requestInput();
    await until(() => closed.length === 1);
    expect(closed[0]).toMatchObject({ kind: 'local' });
  });
});
