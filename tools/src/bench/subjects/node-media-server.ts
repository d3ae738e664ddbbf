import NodeMediaServer from 'node-media-server';
import { join } from 'node:path';
import { type SubjectJob } from '../contenders/subject.js';

// node-media-server as a relay: each stream that is published gets its push tasks.

const job = JSON.parse(process.argv[2]!) as SubjectJob;
const server = new NodeMediaServer({
  bind: '127.0.0.1',
  rtmp: { port: job.port },
  webadmin: { enable: false },
  store: { path: join(job.folder, 'store') },
});

// A push task needs its local stream to be there already.
server.on('postPublish', ({ streamApp, streamPath }) => {
  const publisher = job.publishers.find(({ app }) => app === streamApp);
  for (const { url, key } of publisher?.targets ?? []) {
    server.relayServer.addTask({ mode: 'push', url: `${url}/${key}`, streamPath });
  }
});

await server.run();
