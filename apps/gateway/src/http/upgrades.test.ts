import { eventually } from '@mid-station/service/testing';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { onWebSocket } from './upgrades.js';

describe('an offer of another protocol', () => {
  let server: Server;
  let client: Socket;
  let answers: string;
  const taken: string[] = [];

  beforeEach(async () => {
    taken.splice(0);
    server = createServer((request, response) => {
      void text(request).then((body) => response.end(`<${request.method} ${request.url} ${body}>`));
    });
    onWebSocket(server, ({ url = '' }, socket) => {
      taken.push(url);
      socket.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    answers = '';
    client.on('data', (bytes: Buffer) => (answers += bytes.toString()));
  });

  afterEach(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });

  const HTTP2 = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n';

  it('of HTTP/2 is left alone: the request is answered with its body, and so is the next one', async () => {
    client.write(`POST /a HTTP/1.1\r\nHost: x\r\n${HTTP2}Content-Length: 6\r\n\r\nbo`);
    client.write('dy 1');
    await eventually(() => expect(answers).toContain('<POST /a body 1>'));
    client.write('GET /b HTTP/1.1\r\nHost: x\r\n\r\n');
    await eventually(() => expect(answers).toContain('<GET /b >'));
    expect(answers).not.toContain('101');
    expect(taken).toEqual([]);
  });

  it('ends the connection when it comes before the answer to the request before', async () => {
    client.write(`GET /a HTTP/1.1\r\nHost: x\r\n${HTTP2}\r\n`.repeat(2));
    await once(client, 'close');
    expect(answers.match(/</g) ?? []).toHaveLength(0);
  });

  it('does not keep a connection that the client wants to be closed', async () => {
    client.write('GET /a HTTP/1.1\r\nHost: x\r\nConnection: close, Upgrade\r\nUpgrade: h2c\r\n\r\n');
    await once(client, 'close');
    expect(answers).toContain('<GET /a >');
  });

  it('of a WebSocket is taken', async () => {
    client.write('GET /preview HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n');
    await once(client, 'close');
    expect(taken).toEqual(['/preview']);
  });
});
