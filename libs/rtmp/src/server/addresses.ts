import { Socket } from 'node:net';
import { type Duplex } from 'node:stream';

/** The peer's address of a TCP or TLS socket; undefined for any other stream. */
export function remoteAddressOf(socket: Duplex): string | undefined {
  return socket instanceof Socket ? socket.remoteAddress : undefined;
}
