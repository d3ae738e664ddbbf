import NodeMediaServer from 'node-media-server';

/** Usage: `main.js PORT FOLDER`: an RTMP server on loopback that takes every stream. FOLDER holds its own bookkeeping. */
const [port, folder] = process.argv.slice(2);
const server = new NodeMediaServer({
  bind: '127.0.0.1',
  rtmp: { port: Number(port) },
  webadmin: { enable: false },
  store: { path: folder },
});

process.once('SIGTERM', () => {
  void server.stop().then(() => process.exit(0));
});
await server.run();
