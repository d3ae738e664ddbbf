import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CloseReason,
  Doorman,
  encodeProxyHeader,
  HandoffClient,
  inspectVideo,
  type MediaMessage,
  ServerSession,
  StreamTracker,
} from '../index.js';
import { ffmpeg, makeFlv, startFfmpeg } from '../testing/ffmpeg.js';
import { copyMessage, readFlv } from '../testing/recorder.js';
import { listen, until } from '../testing/tcp.js';

interface Node {
  server: Server;
  port: number;
  received: MediaMessage[];
  closed: CloseReason[];
  session?: ServerSession;
  socket?: Socket;
}

async function startNode(): Promise<Node> {
  const node: Partial<Node> = { received: [], closed: [] };
  const onSocket = (socket: Socket): void => {
    node.socket = socket;
    const session = new ServerSession(
      socket,
      {
        onPublish: () => session.accept(),
        onMedia: (message) => node.received!.push(copyMessage(message)),
        onClose: (reason) => node.closed!.push(reason),
      },
      { expectProxyHeader: true },
    );
    node.session = session;
  };
  return Object.assign(node, await listen(onSocket)) as Node;
}

const PROXY_HEADER = encodeProxyHeader({
  sourceAddress: '203.0.113.9',
  sourcePort: 50_000,
  destinationAddress: '198.51.100.1',
  destinationPort: 1935,
});

/** The least an edge does: hold, hand over, splice, and move to another node when told. */
class Edge {
  server!: Server;
  port = 0;
  tracker = new StreamTracker();
  private handoff: HandoffClient | null = null;
  private encoder!: Socket;
  private isRestarted = false;

  async start(node: Node): Promise<void> {
    Object.assign(
      this,
      await listen((socket) => {
        const doorman = new Doorman(socket, {
          onPublish: () => void this.admit(socket, doorman, node.port),
          onClose: () => undefined,
        });
      }),
    );
  }

  private async admit(encoder: Socket, doorman: Doorman, nodePort: number): Promise<void> {
    doorman.detach();
    this.encoder = encoder;
    const replay = doorman.recordedBytes();
    replay.forEach((bytes) => this.tracker.push(bytes));
    encoder.on('close', () => this.handoff?.close());
    encoder.on('error', () => undefined); // an answer of the node to an encoder that has just left
    encoder.on('data', (bytes) => {
      this.tracker.push(bytes);
      if (!this.isRestarted) this.handoff?.write(bytes);
    });
    await this.dial(nodePort, replay, (status) => {
      encoder.write(status);
      encoder.resume();
    });
  }

  async moveTo(node: Node): Promise<void> {
    this.handoff?.destroy();
    this.handoff = null;
    this.isRestarted = true;
    await this.dial(node.port, [this.tracker.restartCommands()], () =>
      this.tracker.restart((bytes) => this.handoff?.write(bytes)),
    );
  }

  private async dial(port: number, replay: readonly Buffer[], onStarted: (status: Buffer) => void): Promise<void> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const { encoder } = this;
    this.handoff = new HandoffClient(
      socket,
      { onStarted, onReply: (bytes) => encoder.write(bytes), onRefused: () => encoder.destroy(), onClose: () => {} },
      { preamble: PROXY_HEADER, replay },
    );
  }
}

const summary = ({ type, payload }: MediaMessage): string => `${type} ${payload.toString('base64')}`;

describe('edge and nodes with a real encoder', () => {
  let directory: string;
  let source: string;
  let sent: string[];
  const nodes: Node[] = [];
  const edge = new Edge();

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rtmp-edge-'));
    source = join(directory, 'source.flv');
    await makeFlv(source, { seconds: 6 });
    nodes.push(await startNode(), await startNode());
  });

  afterAll(async () => {
    nodes.forEach(({ server, socket }) => {
      server.close();
      socket?.destroy();
    });
    await rm(directory, { recursive: true, force: true });
  });

  beforeEach(async () => {
    await edge.start(nodes[0]!);
    sent = readFlv(await readFile(source)).map(summary);
  });

  afterEach(() => edge.server.close());

  it('splices every message to the node unchanged', async () => {
    await ffmpeg(['-i', source, '-c', 'copy', '-f', 'flv', `rtmp://127.0.0.1:${edge.port}/ada/key`]);
    await until(() => nodes[0]!.closed.length === 1);
    const media = nodes[0]!.received.filter(({ type }) => type !== 18).map(summary);
    expect(media).toEqual(sent.filter((line) => !line.startsWith('18')));
    expect(nodes[0]!.session!.remoteAddress).toBe('203.0.113.9');
  });

  it('goes on at a keyframe, headers first, on another node when the first one dies', async () => {
    const [first, second] = nodes as [Node, Node];
    first.received.length = 0;
    edge.tracker = new StreamTracker();
    const encoder = startFfmpeg([
      '-re',
      '-i',
      source,
      '-c',
      'copy',
      '-f',
      'flv',
      `rtmp://127.0.0.1:${edge.port}/ada/key`,
    ]);
    await until(() => first.received.length > 60);
    await edge.moveTo(second);
    await once(encoder, 'exit');
    await until(() => second.closed.length === 1);
    const [metadata, videoHeader, audioHeader, keyframe, ...rest] = second.received;
    expect(metadata!.type).toBe(18);
    expect(summary(videoHeader!)).toBe(sent.find((line) => line.startsWith('9')));
    expect(summary(audioHeader!)).toBe(sent.find((line) => line.startsWith('8')));
    expect(inspectVideo(keyframe!.payload).isKeyframe).toBe(true);
    const resumedAt = sent.indexOf(summary(keyframe!));
    expect([keyframe!, ...rest].map(summary)).toEqual(sent.slice(resumedAt));
  });
});
