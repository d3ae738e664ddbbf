import { decodeAmf0 } from '../amf0/decode.js';
import { encodeAmf0 } from '../amf0/encode.js';
import { type AmfObject, type AmfValue } from '../amf0/values.js';
import { ProtocolViolation } from '../errors.js';
import { type ProtocolMessage } from './protocol-message.js';
import { MessageType } from './types.js';

/** A command or its answer (Adobe RTMP 1.0, 7.2): name, transaction, and what follows. */
export interface Command {
  readonly name: string;
  /** 0 when the sender left it out or sent something that is no number. */
  readonly transactionId: number;
  /** Values after the transaction id; the first is the command object. */
  readonly args: readonly AmfValue[];
}

/** Reads a command message of type 20, or of type 17, whose body is the same after one byte. */
export function readCommand(type: number, payload: Buffer): Command {
  const body = type === MessageType.CommandAmf3 ? payload.subarray(1) : payload;
  const [name, transactionId, ...args] = decodeAmf0(body);
  if (typeof name !== 'string') throw new ProtocolViolation('command', 'a command without a name');
  return { name, transactionId: typeof transactionId === 'number' ? transactionId : 0, args };
}

export function command(name: string, transactionId: number, ...args: AmfValue[]): ProtocolMessage {
  return { type: MessageType.Command, payload: encodeAmf0(name, transactionId, ...args) };
}

/** A status of a stream or connection, as sent with onStatus (7.2.2). */
export function onStatus(level: 'status' | 'error', code: string, description: string): ProtocolMessage {
  const info: AmfObject = { level, code, description };
  return command('onStatus', 0, null, info);
}
