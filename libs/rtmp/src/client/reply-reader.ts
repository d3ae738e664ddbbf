import { type RawMessage } from '../chunk/chunk-stream.js';
import { ChunkParser } from '../chunk/parser.js';
import { ProtocolViolation } from '../errors.js';
import { ClientHandshake } from '../handshake/client-handshake.js';
import { COMMAND_BURST_MAX, COMMAND_RATE_MAX, REPLY_BURST_BYTES_MAX, REPLY_RATE_BYTES_MAX } from '../limits.js';
import { type Command, readCommand } from '../message/command.js';
import { acknowledgement, readWindowAckSize } from '../message/control.js';
import { type ProtocolMessage } from '../message/protocol-message.js';
import { MessageType } from '../message/types.js';
import { answerToUserControl } from '../message/user-control.js';
import { Acknowledger } from '../server/acknowledger.js';
import { TokenBucket } from '../token-bucket.js';

export interface ReplyHooks {
  /** Raw handshake bytes to send. */
  sendRaw(bytes: Buffer): void;
  /** A control message to send. */
  sendControl(message: ProtocolMessage): void;
  onHandshakeDone(): void;
  onCommand(command: Command, message: RawMessage): void;
}

/**
 * Client side of the reading direction: handshake, then the server's messages. Acknowledgements and pings are answered
 * here, media and control messages meant for this hop end here. Throws ProtocolViolation.
 */
export class ReplyReader {
  private handshake: ClientHandshake | null = new ClientHandshake();
  private readonly parser = new ChunkParser((message) => this.onMessage(message));
  private readonly acknowledger = new Acknowledger();
  /** Bounds the work that a server can cause: its chunks may be as small as a byte. */
  private readonly byteRate = new TokenBucket(REPLY_BURST_BYTES_MAX, REPLY_RATE_BYTES_MAX);
  private readonly commandRate = new TokenBucket(COMMAND_BURST_MAX, COMMAND_RATE_MAX);

  constructor(private readonly hooks: ReplyHooks) {}

  start(): void {
    this.hooks.sendRaw(this.handshake!.start());
  }

  push(input: Buffer): void {
    let bytes: Buffer | null = input;
    if (this.handshake) {
      bytes = this.handshake.push(bytes, (c2) => this.hooks.sendRaw(c2));
      if (!bytes) return;
      this.handshake = null;
      this.hooks.onHandshakeDone();
    }
    if (!this.byteRate.take(bytes.length)) {
      throw new ProtocolViolation('reply_rate', `more than ${REPLY_RATE_BYTES_MAX} bytes of answers a second`);
    }
    this.acknowledger.count(bytes.length);
    this.parser.push(bytes);
    if (this.acknowledger.isDue()) this.hooks.sendControl(acknowledgement(this.acknowledger.received));
  }

  /** Ends reading, also in the middle of a `push`. */
  stop(): void {
    this.parser.stop();
  }

  private onMessage(message: RawMessage): void {
    switch (message.type) {
      case MessageType.Command:
      case MessageType.CommandAmf3:
        this.takeCommandToken();
        return this.hooks.onCommand(readCommand(message.type, message.payload), message);
      case MessageType.WindowAckSize:
        return this.acknowledger.setWindow(readWindowAckSize(message.payload));
      case MessageType.UserControl: {
        const answer = answerToUserControl(message.payload);
        if (!answer) return;
        this.takeCommandToken();
        return this.hooks.sendControl(answer);
      }
    }
  }

  private takeCommandToken(): void {
    if (this.commandRate.take(1)) return;
    throw new ProtocolViolation('command_rate', `more than ${COMMAND_RATE_MAX} commands a second`);
  }
}
