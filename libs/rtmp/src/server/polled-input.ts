import { type Duplex } from 'node:stream';

/** Bytes that Node reads from a socket at once. Who had as many has more. */
const READ_BYTES = 65_536;

/**
 * Reads a socket once per request instead of whenever something arrives: each read costs the same however little it
 * brings. A socket whose last turn brought a full read is read until it is empty, so that no stream is held back.
 *
 * The socket emits what is read as `data`. It must have been accepted with `highWaterMark: 0`, else Node reads ahead.
 */
export class PolledInput {
  private readBefore = 0;
  private isHungry = false;

  constructor(
    private readonly socket: Duplex,
    private readonly bytesRead: () => number,
  ) {
    socket.pause();
  }

  /** Asks for what has arrived; it is read in the event loop's next poll phase. */
  request(): void {
    this.readBefore = this.bytesRead();
    if (this.isHungry) this.socket.resume();
    else this.socket.read(0);
  }

  /** Delivers what the request has brought. */
  take(): void {
    if (this.isHungry) this.socket.pause();
    this.socket.read();
    this.isHungry = this.bytesRead() - this.readBefore >= READ_BYTES;
  }
}
