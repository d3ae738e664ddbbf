import { createServer, get, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { GentleClose } from './gentle-close.js';

describe('the end of a server', () => {
  const closing = (server: Server) => new Promise<void>((resolve) => server.close(() => resolve()));

  it('does not wait for connections on which nothing was asked, and lets an answer under way finish', async () => {
    let answer!: () => void;
    const server = createServer((_, response) => {
      response.write('first ');
      answer = () => response.end('last');
    });
    const gently = new GentleClose(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const silent = connect(port, '127.0.0.1');
    const silentGone = new Promise((resolve) => silent.once('close', resolve));
    const text = new Promise<string>((resolve) => {
      get({ port }, (response) => {
        let all = '';
        response.on('data', (chunk: Buffer) => (all += chunk.toString())).on('end', () => resolve(all));
        const ended = gently.during(() => closing(server));
        answer();
        void ended;
      });
    });
    expect(await text).toBe('first last');
    await silentGone;
  });
});
