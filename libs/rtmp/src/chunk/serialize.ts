import { type MediaMessage } from '../message/types.js';

export interface SerializeOptions {
  readonly chunkSize: number;
  /** 2..63: written as the one-byte form. */
  readonly chunkStreamId: number;
  readonly streamId: number;
  /** Where to write; a new buffer when absent. */
  readonly into?: Buffer;
  readonly offset?: number;
}

/** Bytes that `serializeMessage` needs for a message. */
export function serializedLength(payloadLength: number, timestamp: number, chunkSize: number): number {
  throw new Error(`not written yet ${payloadLength} ${timestamp} ${chunkSize}`);
}

/**
 * Writes one message as a type 0 chunk with an absolute timestamp followed by type 3 chunks, so that it depends on
 * nothing sent before. Returns the written bytes: a view of `into` when given.
 */
export function serializeMessage(
  message: { readonly type: number; readonly timestamp: number; readonly payload: Buffer } | MediaMessage,
  options: SerializeOptions,
): Buffer {
  throw new Error(`not written yet ${message.type} ${options.chunkSize}`);
}
