import { encodeProxyHeader, MessageType, serializeMessage } from '@mid-station/rtmp';
import { control, TestEncoder, uint } from '@mid-station/rtmp/testing';
import { setTimeout as sleep } from 'node:timers/promises';

const FRAME_MS = 40;
const KEYFRAME_EVERY = 10;
const AVC_HEADER = Buffer.from('17000000000142c01effe1001767', 'hex');
const AAC_HEADER = Buffer.from('af001190', 'hex');

/** An encoder that an edge has handed to a node: PROXY header first, then RTMP; it streams until stopped. */
export class Encoder {
  private timer: NodeJS.Timeout | null = null;
  private frames = 0;

  private constructor(readonly connection: TestEncoder) {}

  /** Connects and asks to publish, by this name. */
  static async knock(port: number, handle: string, key: string, flashVer = 'test'): Promise<Encoder> {
    const proxied = encodeProxyHeader({
      sourceAddress: '203.0.113.7',
      sourcePort: 50_000,
      destinationAddress: '127.0.0.1',
      destinationPort: port,
    });
    const connection = await TestEncoder.greet(port, proxied);
    connection.command('connect', 1, { app: handle, tcUrl: `rtmp://localhost/${handle}`, flashVer });
    connection.command('createStream', 2, null);
    connection.commandOn(1, 'publish', 3, null, key, 'live');
    return new Encoder(connection);
  }

  /** Lets in and streams. */
  static async stream(port: number, handle: string, key: string): Promise<Encoder> {
    const encoder = await Encoder.knock(port, handle, key);
    await encoder.connection.whenStatus('NetStream.Publish.Start');
    encoder.start();
    return encoder;
  }

  /** Sends large pictures as fast as they leave, until the node ends the connection. */
  async flood(): Promise<void> {
    const { connection } = this;
    const [chunkSize, chunkStreamId, streamId] = [1_000_000, 6, 1];
    connection.message(MessageType.Video, AVC_HEADER);
    connection.send(control(1, uint(chunkSize, 4)));
    const payload = Buffer.concat([Buffer.from('1701000000', 'hex'), Buffer.alloc(900_000)]);
    const keyframe = { type: MessageType.Video, timestamp: 0, payload };
    const picture = serializeMessage(keyframe, { chunkSize, chunkStreamId, streamId });
    for (; !connection.isClosed; await sleep(5)) {
      if (connection.socket.writableLength === 0) connection.send(picture);
    }
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.connection.destroy();
  }

  private start(): void {
    this.connection.message(MessageType.Video, AVC_HEADER);
    this.connection.message(MessageType.Audio, AAC_HEADER);
    this.timer = setInterval(() => this.frame(), FRAME_MS);
  }

  private frame(): void {
    const timestamp = this.frames * FRAME_MS;
    const head = this.frames % KEYFRAME_EVERY === 0 ? '1701000000' : '2701000000';
    const body = Buffer.alloc(200, this.frames);
    this.connection.message(MessageType.Video, Buffer.concat([Buffer.from(head, 'hex'), body]), timestamp);
    this.connection.message(MessageType.Audio, Buffer.from('af0121004994c8c9', 'hex'), timestamp);
    this.frames += 1;
  }
}
