/** A message of our own to be written: its type and body. Our side writes all of them at timestamp 0. */
export interface ProtocolMessage {
  readonly type: number;
  readonly payload: Buffer;
}
