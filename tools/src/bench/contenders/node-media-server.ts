import { createRequire } from 'node:module';
import { type Contender } from './contender.js';
import { startSubject } from './subject.js';

/** node-media-server with its own relay: one push task per target. */
export const nodeMediaServer: Contender = {
  name: 'node-media-server',
  kind: 'relay',
  version: () => {
    const { version } = createRequire(import.meta.url)('node-media-server/package.json') as { version: string };
    return Promise.resolve(`node-media-server ${version} (Node ${process.versions.node})`);
  },
  start: (job) => startSubject('node-media-server', job),
};
