import { type Socket } from 'node:net';
import { type AmfValue } from '../amf0/values.js';
import { ChunkParser } from '../chunk/parser.js';
import { serializeMessage } from '../chunk/serialize.js';
import { ClientHandshake } from '../handshake/client-handshake.js';
import { command, type Command, readCommand } from '../message/command.js';
import { dialLocal, until } from './tcp.js';

export interface Received {
  readonly type: number;
  readonly timestamp: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

/** An encoder that says exactly what a test tells it to. */
export class TestEncoder {
  readonly received: Received[] = [];
  isClosed = false;
  /** Everything the server sent after the handshake, in hexadecimal. */
  answers = '';

  private handshake: ClientHandshake | null = new ClientHandshake();
  private readonly parser = new ChunkParser((message) => {
    this.received.push({ ...message, payload: Buffer.from(message.payload) });
  });

  private constructor(readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.onData(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => (this.isClosed = true));
  }

  static async connect(port: number): Promise<TestEncoder> {
    return new TestEncoder(await dialLocal(port));
  }

  /** Connects and shakes hands. */
  static async greet(port: number, preamble?: Buffer): Promise<TestEncoder> {
    const encoder = await TestEncoder.connect(port);
    if (preamble) encoder.send(preamble);
    encoder.send(encoder.handshake!.start());
    await until(() => encoder.handshake === null);
    return encoder;
  }

  /** Everything up to and including the publish command, without waiting for its answer. */
  static async publish(port: number, key: AmfValue = 'key', app = 'ada', preamble?: Buffer): Promise<TestEncoder> {
    const encoder = await TestEncoder.greet(port, preamble);
    encoder.command('connect', 1, { app, tcUrl: `rtmp://localhost/${app}`, flashVer: 'test' });
    encoder.command('createStream', 2, null);
    encoder.commandOn(1, 'publish', 3, null, key, 'live');
    return encoder;
  }

  send(bytes: Buffer): void {
    this.socket.write(bytes);
  }

  message(type: number, payload: Buffer, timestamp = 0, streamId = 1): void {
    this.send(serializeMessage({ type, timestamp, payload }, { chunkSize: 128, chunkStreamId: 4, streamId }));
  }

  command(name: string, transactionId: number, ...args: AmfValue[]): void {
    this.commandOn(0, name, transactionId, ...args);
  }

  commandOn(streamId: number, name: string, transactionId: number, ...args: AmfValue[]): void {
    this.message(20, command(name, transactionId, ...args).payload, 0, streamId);
  }

  get commands(): (Command & { readonly streamId: number })[] {
    return this.received
      .filter(({ type }) => type === 20)
      .map(({ type, payload, streamId }) => ({ ...readCommand(type, payload), streamId }));
  }

  /** `code` of every onStatus received. */
  get statuses(): string[] {
    return this.commands
      .filter(({ name }) => name === 'onStatus')
      .map(({ args }) => String((args[1] as { code?: AmfValue }).code));
  }

  async whenStatus(code: string): Promise<void> {
    await until(() => this.statuses.includes(code));
  }

  async whenClosed(): Promise<void> {
    await until(() => this.isClosed);
  }

  destroy(): void {
    this.socket.destroy();
  }

  private onData(bytes: Buffer): void {
    let rest: Buffer | null = bytes;
    if (this.handshake) {
      rest = this.handshake.push(bytes, (c2) => this.socket.write(c2));
      if (rest) this.handshake = null;
    }
    if (!rest) return;
    this.answers += rest.toString('hex');
    this.parser.push(rest);
  }
}
