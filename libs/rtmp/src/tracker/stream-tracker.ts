/**
 * Follows a publisher's chunk stream that is forwarded as raw bytes: keeps the commands that set the publication up, the
 * newest metadata and sequence headers, and can restart the stream on a new connection at the next keyframe.
 */
export class StreamTracker {
  /** Feeds the next bytes from the publisher, beginning with what the doorman recorded. Throws ProtocolViolation. */
  push(bytes: Buffer): void {
    throw new Error(`not written yet ${bytes.length}`);
  }

  /** Acknowledgement message to send to the publisher, once each time its window has passed; otherwise null. */
  takeAcknowledgement(): Buffer | null {
    throw new Error('not written yet');
  }

  /** Commands (connect ... publish) as a fresh chunk stream: what to send to a new node after its handshake. */
  restartCommands(): Buffer {
    throw new Error('not written yet');
  }

  /**
   * From now on every pushed message leaves through `write` with absolute headers, starting with cached metadata and
   * sequence headers at the next keyframe (at the next audio message when there is no video). Bytes belong to the callee.
   */
  restart(write: (bytes: Buffer) => void): void {
    throw new Error(`not written yet ${String(write)}`);
  }

  /** Stops handing out messages until the next `restart`. */
  hold(): void {
    throw new Error('not written yet');
  }
}
