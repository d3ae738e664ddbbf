import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programVersion } from '../measure/machine.js';
import { type Contender, CONTENDER_CORE, upTo } from './contender.js';

/** HAProxy in TCP mode: passes connections on and tells their client's address with the PROXY protocol, as the edge does. */
export const haproxy: Contender = {
  name: 'haproxy',
  kind: 'splice',

  async version() {
    return `HAProxy ${await programVersion('haproxy', ['-v'], /version (\S+)/)}`;
  },

  async start(job) {
    const port = await job.takePort();
    const file = join(job.crew.folder, 'haproxy.cfg');
    writeFileSync(file, configuration(port, job.sinkPort));
    const { pid } = job.crew.start('haproxy', ['-db', '-f', file], { name: 'haproxy', core: CONTENDER_CORE });
    await job.crew.untilListening([port]);
    const addresses = upTo(job.size.publishers).map((index) => ({
      url: `rtmp://127.0.0.1:${port}/p${index}`,
      key: 'k',
    }));
    return { addresses, pids: [pid] };
  },
};

function configuration(port: number, sinkPort: number): string {
  return `
global
  nbthread 1
  maxconn 2048
defaults
  mode tcp
  option splice-auto
  timeout connect 5s
  timeout client 60s
  timeout server 60s
listen rtmp
  bind 127.0.0.1:${port}
  server sink 127.0.0.1:${sinkPort} send-proxy-v2
`;
}
