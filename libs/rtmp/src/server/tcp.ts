import { Socket } from 'node:net';
import { type Duplex } from 'node:stream';

/** The peer's address of a TCP or TLS socket; undefined for any other stream. */
export function remoteAddressOf(socket: Duplex): string | undefined {
  return socket instanceof Socket ? socket.remoteAddress : undefined;
}

/** Turns Nagle's algorithm off: commands and their answers are small, and would wait for delayed acknowledgements. */
export function sendWithoutDelay(socket: Duplex): void {
  if (socket instanceof Socket) socket.setNoDelay(true);
}
