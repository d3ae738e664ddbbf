import { type Server, type Socket } from 'node:net';
import { type CloseReason } from '../errors.js';
import { ChunkParser } from '../chunk/parser.js';
import { serializeMessage } from '../chunk/serialize.js';
import { command, readCommand } from '../message/command.js';
import { control, uint } from '../testing/chunks.js';
import { dialLocal, listen, until } from '../testing/tcp.js';
import { TestNode } from '../testing/test-node.js';
import { HandoffClient } from './handoff-client.js';

const REPLAY = [
  control(1, uint(4096, 4)),
  commandBytes(0, 'connect', 1, { app: 'ada' }),
  commandBytes(0, 'releaseStream', 2, null, 'key'),
  commandBytes(0, 'createStream', 3, null),
  commandBytes(1, 'publish', 4, null, 'key', 'live'),
];

function commandBytes(streamId: number, name: string, id: number, ...args: Parameters<typeof command>[2][]): Buffer {
  const message = { ...command(name, id, ...args), timestamp: 0 };
  return serializeMessage(message, { chunkSize: 4096, chunkStreamId: 3, streamId });
}

describe('HandoffClient', () => {
  let events: string[];
  let closed: CloseReason[];
  let statuses: Buffer[];
  let node: TestNode | null = null;
  let server: Server | null = null;
  let client: HandoffClient;

  afterEach(() => {
    client.destroy();
    node?.stop();
    server?.close();
    node = server = null;
  });

  function handOff(socket: Socket, timeoutMs?: number): void {
    const ownEvents: string[] = (events = []);
    const ownClosed: CloseReason[] = (closed = []);
    const ownStatuses: Buffer[] = (statuses = []);
    client = new HandoffClient(
      socket,
      {
        onStarted: (status) => {
          ownEvents.push('started');
          ownStatuses.push(status);
        },
        onReply: (bytes) => {
          ownEvents.push('reply');
          ownStatuses.push(bytes);
        },
        onRefused: (code, description) => ownEvents.push(`${code} ${description}`),
        onClose: (reason) => ownClosed.push(reason),
      },
      { replay: REPLAY, ...(timeoutMs && { timeoutMs }) },
    );
  }

  it("replays the publisher, drops the node's duplicate answers, and passes Publish.Start on", async () => {
    node = await TestNode.start();
    handOff(await dialLocal(node.port));
    await until(() => events.length === 1);
    expect(node.last.requests[0]).toMatchObject({ app: 'ada', streamName: 'key' });
    const passed: unknown[] = [];
    const parser = new ChunkParser(({ type, streamId, payload }) => {
      passed.push([streamId, readCommand(type, payload).name, readCommand(type, payload).args[1]]);
    });
    statuses.forEach((bytes) => parser.push(Buffer.concat([control(1, uint(65_536, 4)), bytes])));
    expect(passed).toEqual([[1, 'onStatus', expect.objectContaining({ code: 'NetStream.Publish.Start' })]]);
  });

  it('sends publisher bytes on once the node has accepted', async () => {
    node = await TestNode.start();
    handOff(await dialLocal(node.port));
    await until(() => events.length === 1);
    const frame = { type: 9, timestamp: 5, payload: Buffer.from('frame') };
    client.write(serializeMessage(frame, { chunkSize: 4096, chunkStreamId: 6, streamId: 1 }));
    await until(() => node!.last.media.length === 1);
    client.close();
    await until(() => closed.length === 1);
    expect(closed[0]).toMatchObject({ kind: 'local' });
  });

  it('reports a refusal', async () => {
    node = await TestNode.start({}, (session) => session.reject('NetStream.Publish.BadName', 'not here'));
    handOff(await dialLocal(node.port));
    await until(() => closed.length === 1);
    expect(events).toEqual(['NetStream.Publish.BadName not here']);
    expect(closed[0]).toMatchObject({ kind: 'peer' });
  });

  it('passes a refusal after the start on to the publisher, and reports it', async () => {
    node = await TestNode.start();
    handOff(await dialLocal(node.port));
    await until(() => events.length === 1);
    node.last.session.reject('NetStream.Publish.Rejected', 'too much');
    await until(() => closed.length === 1);
    expect(events).toEqual(['started', 'reply', 'NetStream.Publish.Rejected too much']);
    expect(statuses[1]!.toString('latin1')).toContain('too much');
  });

  it('reports a node that goes away', async () => {
    node = await TestNode.start();
    handOff(await dialLocal(node.port));
    await until(() => events.length === 1);
    node.last.socket.resetAndDestroy();
    await until(() => closed.length === 1);
    expect(closed[0]).toMatchObject({ kind: 'peer' });
  });

  it('gives up on a node that does not answer in time', async () => {
    node = await TestNode.start({}, () => undefined);
    handOff(await dialLocal(node.port), 100);
    await until(() => closed.length === 1);
    expect(closed[0]).toMatchObject({ kind: 'timeout' });
  });

  it('gives up on something that is no node', async () => {
    const listening = await listen((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .end('HTTP/1.1 400\r\n\r\n'),
    );
    server = listening.server;
    handOff(await dialLocal(listening.port));
    await until(() => closed.length === 1);
    expect(closed[0]).toMatchObject({ kind: 'violation', code: 'handshake_version' });
  });
});
