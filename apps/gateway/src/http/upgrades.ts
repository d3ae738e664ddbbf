import { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Duplex } from 'node:stream';

/** Headers with which a client offers another protocol (RFC 9110, 7.8; RFC 7540, 3.2). */
const OFFER = ['connection', 'upgrade', 'http2-settings'];

export type TakeUpgrade = (request: IncomingMessage, client: Duplex, head: Buffer) => void;

/**
 * Gives WebSockets to `take`. Any other offer is left alone, as a server may: some clients offer HTTP/2 with each request,
 * and are answered as if they had not. Once somebody listens for upgrades, Node leaves all of them to the listener.
 */
export function onWebSocket(server: Server, take: TakeUpgrade): void {
  const awaitsAnswer = new WeakSet<Duplex>();
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    awaitsAnswer.add(socket);
    response.once('close', () => awaitsAnswer.delete(socket));
  });
  server.on('upgrade', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    if (/websocket/i.test(request.headers.upgrade ?? '')) return take(request, client, head);
    // Offered before the answer to the request before: the two would wait for each other.
    if (awaitsAnswer.has(client)) return void client.destroy();
    client.unshift(Buffer.concat([headWithoutOffer(request), head]));
    server.emit('connection', client);
  });
}

function headWithoutOffer({ method, url, httpVersion, headers, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (!OFFER.includes(rawHeaders[at]!.toLowerCase())) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  }
  if (/\bclose\b/i.test(headers.connection ?? '')) lines.push('connection: close');
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}
