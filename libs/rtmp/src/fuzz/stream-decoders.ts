import { EventEmitter } from 'node:events';
import { type Duplex } from 'node:stream';
import { ChunkParser } from '../chunk/parser.js';
import { ReplyReader } from '../client/reply-reader.js';
import { type CloseReason, ProtocolViolation } from '../errors.js';
import { ClientHandshake } from '../handshake/client-handshake.js';
import { ServerHandshake } from '../handshake/server-handshake.js';
import { MessageType } from '../message/types.js';
import { ServerSession } from '../server/server-session.js';
import { StreamTracker } from '../tracker/stream-tracker.js';
import { CHUNK_STREAMS, CONVERSATIONS } from './corpus.js';
import { type FuzzedDecoder } from './fuzz.js';
import { inPieces } from './pieces.js';

/** Messages and end of a run over bytes in given pieces. */
type Trace = (pieces: readonly Buffer[]) => string;

/** A decoder of a stream of bytes: how they are cut must not change what comes out. */
function indifferentToCuts(name: string, corpus: readonly Buffer[], trace: Trace): FuzzedDecoder {
  return {
    name,
    corpus,
    run: (input, random) => {
      const whole = trace([Buffer.from(input)]);
      const cut = trace(inPieces(input, random));
      if (whole !== cut) throw new Error(`cutting the input changes the outcome: ${whole} / ${cut}`);
      return whole.replace(/@\d+/g, '');
    },
  };
}

/** Ends a trace with the violation, and lets everything else through. */
function traced(lines: string[], read: () => void): string {
  try {
    read();
  } catch (error) {
    if (!(error instanceof ProtocolViolation)) throw error;
    lines.push(error.code);
  }
  return lines.join();
}

const chunkTrace: Trace = (pieces) => {
  const lines: string[] = [];
  const parser = new ChunkParser(({ type, timestamp, payload }) => {
    lines.push(`${type}x${payload.length}@${timestamp}@${payload.reduce((sum, byte) => (sum * 31 + byte) >>> 0, 0)}`);
  });
  parser.allowMedia();
  return traced(lines, () => pieces.forEach((piece) => parser.push(piece)));
};

const trackerTrace: Trace = (pieces) => {
  const lines: string[] = [];
  const tracker = new StreamTracker();
  tracker.restart((bytes) => lines.push(`w${bytes.length}`));
  const trace = traced(lines, () => pieces.forEach((piece) => tracker.push(piece)));
  return `${trace} ${tracker.restartCommands().length}`;
};

const replyTrace: Trace = (pieces) => {
  const lines: string[] = [];
  const reader = new ReplyReader({
    sendRaw: () => lines.push('raw'),
    // When acknowledgements are due depends on the pieces, as it should.
    sendControl: ({ type }) => type !== MessageType.Acknowledgement && lines.push(`control${type}`),
    onHandshakeDone: () => lines.push('hands'),
    onCommand: ({ name }) => lines.push(name.slice(0, 16)),
  });
  const answer = Buffer.alloc(1 + 2 * 1536, 3);
  return traced(lines, () => [answer, ...pieces].forEach((piece) => reader.push(piece)));
};

/** A socket that swallows what is written to it and is gone at once when destroyed. */
class MemorySocket extends EventEmitter {
  readonly writableLength = 0;
  write(): boolean {
    return true;
  }
  destroy(): void {
    this.emit('close');
  }
  end(): void {
    this.destroy();
  }
  pause(): void {}
  resume(): void {}
}

const HELLO = new ClientHandshake().start();

const sessionTrace: Trace = (pieces) => {
  const lines: string[] = [];
  const socket = new MemorySocket();
  const closed: CloseReason[] = [];
  const session = new ServerSession(socket as unknown as Duplex, {
    onPublish: () => session.accept(),
    onMedia: ({ type }) => lines.push(String(type)),
    onClose: (reason) => closed.push(reason),
  });
  socket.emit('data', HELLO);
  socket.emit('data', Buffer.alloc(1536));
  for (const piece of pieces) socket.emit('data', piece);
  socket.destroy();
  if (closed[0]?.kind === 'bug') throw closed[0].error;
  return `${lines.join()} ${closed[0]?.code}`;
};

const handshakeTrace =
  (create: () => { push(bytes: Buffer, send: (answer: Buffer) => void): Buffer | null }): Trace =>
  (pieces) => {
    const lines: string[] = [];
    const handshake = create();
    let rest: Buffer | null = null;
    const trace = traced(lines, () => {
      for (const piece of pieces) {
        if (rest) rest = Buffer.concat([rest, piece]);
        else rest = handshake.push(piece, (bytes) => lines.push(`answer${bytes.length}`));
      }
    });
    return `${trace} ${rest === null ? 'waits' : (rest as Buffer).length}`;
  };

export function streamDecoders(handshakes: readonly Buffer[]): FuzzedDecoder[] {
  return [
    indifferentToCuts('chunk stream', CHUNK_STREAMS, chunkTrace),
    indifferentToCuts('stream tracker', CONVERSATIONS, trackerTrace),
    indifferentToCuts('server session', CONVERSATIONS, sessionTrace),
    indifferentToCuts('replies of a server', CONVERSATIONS, replyTrace),
    indifferentToCuts(
      'server handshake',
      handshakes,
      handshakeTrace(() => new ServerHandshake()),
    ),
    indifferentToCuts(
      'client handshake',
      handshakes,
      handshakeTrace(() => new ClientHandshake()),
    ),
  ];
}
