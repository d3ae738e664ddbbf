import NodeMediaServer from 'node-media-server';
import { withoutKeys } from './without-keys.js';

/** A folder that cannot be: what the server would keep there is a history of streams, and with it their keys. */
const NOWHERE = '/dev/null/nowhere';

/** Usage: `main.js PORT`: an RTMP server on loopback that takes every stream and keeps nothing of it. */
const [port] = process.argv.slice(2);
const print = console.log;
console.log = (line: unknown) => print(withoutKeys(String(line)));
const server = new NodeMediaServer({
  bind: '127.0.0.1',
  rtmp: { port: Number(port) },
  webadmin: { enable: false },
  store: { path: NOWHERE },
});

process.once('SIGTERM', () => {
  void server.stop().then(() => process.exit(0));
});
await server.run();
