import { type Server, type Socket } from 'node:net';
import { type AmfValue } from '../amf0/values.js';
import { ChunkParser } from '../chunk/parser.js';
import { serializeMessage } from '../chunk/serialize.js';
import { ServerHandshake } from '../handshake/server-handshake.js';
import { command, type Command, readCommand } from '../message/command.js';
import { type ProtocolMessage } from '../message/protocol-message.js';
import { listen } from './tcp.js';

/** A command that a target received. */
export interface TargetCommand extends Command {
  readonly streamId: number;
}

/** What a scripted target can do. */
export interface TargetConnection {
  readonly socket: Socket;
  send(message: ProtocolMessage, streamId?: number): void;
  status(level: string, code: string, description?: string): void;
}

export type Script = (received: TargetCommand, target: TargetConnection) => void;

/** Answers as usual servers do; what they leave unanswered stays unanswered. */
export const politely: Script = (received, target) => {
  if (received.name === 'connect') {
    target.send(command('_result', received.transactionId, {}, { code: 'NetConnection.Connect.Success' }));
  }
  if (received.name === 'createStream') target.send(command('_result', received.transactionId, null, 1));
  if (received.name === 'publish') target.status('status', 'NetStream.Publish.Start');
};

/** Polite up to a command, to which it answers in its own way. */
export function politelyUntil(name: string, answer: Script): Script {
  return (received, target) => (received.name === name ? answer : politely)(received, target);
}

/** A destination on a free loopback port that follows a script. */
export class FakeTarget {
  port = 0;
  readonly commands: TargetCommand[] = [];
  readonly messages: { type: number; timestamp: number; payload: Buffer }[] = [];
  readonly sockets: Socket[] = [];
  private server!: Server;

  static async start(script: Script = politely): Promise<FakeTarget> {
    const target = new FakeTarget();
    return Object.assign(target, await listen((socket) => target.serve(socket, script)));
  }

  /** Runs anything on the accepted socket instead of RTMP. */
  static async raw(onSocket: (socket: Socket) => void): Promise<FakeTarget> {
    const target = new FakeTarget();
    const accept = (socket: Socket): void => {
      target.sockets.push(socket);
      socket.on('error', () => undefined);
      onSocket(socket);
    };
    return Object.assign(target, await listen(accept));
  }

  get url(): string {
    return `rtmp://127.0.0.1:${this.port}/app`;
  }

  stop(): void {
    this.server.close();
    this.sockets.forEach((socket) => socket.destroy());
  }

  /** Speaks RTMP on a socket. */
  serve(socket: Socket, script: Script): void {
    this.sockets.push(socket);
    socket.on('error', () => undefined);
    const connection: TargetConnection = {
      socket,
      send: (message, streamId = 0) => socket.write(serialize(message, streamId)),
      status: (level, code, description = '') => {
        const info: Record<string, AmfValue> = { level, code, description };
        connection.send(command('onStatus', 0, null, info), 1);
      },
    };
    const parser = new ChunkParser(({ type, timestamp, streamId, payload }) => {
      if (type !== 20) return void this.messages.push({ type, timestamp, payload: Buffer.from(payload) });
      const received = { ...readCommand(type, payload), streamId };
      this.commands.push(received);
      script(received, connection);
    });
    parser.allowMedia();
    let handshake: ServerHandshake | null = new ServerHandshake();
    socket.on('data', (bytes) => {
      const rest = handshake ? handshake.push(bytes, (answer) => socket.write(answer)) : bytes;
      if (!rest) return;
      handshake = null;
      parser.push(rest);
    });
  }
}

function serialize(message: ProtocolMessage, streamId: number): Buffer {
  return serializeMessage({ ...message, timestamp: 0 }, { chunkSize: 128, chunkStreamId: 3, streamId });
}
