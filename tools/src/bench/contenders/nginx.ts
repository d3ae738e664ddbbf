import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programVersion } from '../measure/machine.js';
import { type Contender, CONTENDER_CORE, type Job, type Running, targetOf, upTo } from './contender.js';

const MODULE = '/usr/lib/nginx/modules/ngx_rtmp_module.so';
/** Publishers and targets of the largest case, and room. */
const CONNECTIONS_MAX = 2_048;

/** Bytes: its own default, and a size at which it, too, writes most messages with one call. */
const CHUNK_SIZE_DEFAULT = 4096;
const CHUNK_SIZE_TUNED = 65_536;

/** nginx-rtmp with `push`, as its manual sets it up. */
export const nginx = nginxWith('nginx', CHUNK_SIZE_DEFAULT);

/** The same with the one setting that makes it write less often. */
export const nginxTuned = nginxWith('nginx-tuned', CHUNK_SIZE_TUNED);

function nginxWith(name: string, chunkSize: number): Contender {
  return { name, kind: 'relay', version: () => nginxVersion(chunkSize), start: (job) => startNginx(job, chunkSize) };
}

async function nginxVersion(chunkSize: number): Promise<string> {
  const server = await programVersion('nginx', ['-v'], /nginx\/(\S+)/);
  const dpkg = ['-W', '-f', '${Version}', 'libnginx-mod-rtmp'];
  const module = await programVersion('dpkg-query', dpkg, /^(?:\d+:)?([\d.]+)/).catch(() => 'unknown');
  return `nginx-rtmp ${module} (nginx ${server}), chunk_size ${chunkSize}`;
}

async function startNginx(job: Job, chunkSize: number): Promise<Running> {
  const port = await job.takePort();
  const file = join(job.crew.folder, 'nginx.conf');
  writeFileSync(file, configuration(job, port, chunkSize));
  const args = ['-p', job.crew.folder, '-c', file];
  const { pid } = job.crew.start('nginx', args, { name: 'nginx', core: CONTENDER_CORE });
  await job.crew.untilListening([port]);
  const addresses = upTo(job.size.publishers).map((index) => ({ url: `rtmp://127.0.0.1:${port}/a${index}`, key: 'k' }));
  return { addresses, pids: [pid] };
}

function configuration({ size, sinkPort, crew }: Job, port: number, chunkSize: number): string {
  return `
daemon off;
master_process off;
load_module ${MODULE};
pid ${join(crew.folder, 'nginx.pid')};
error_log stderr error;
events { worker_connections ${CONNECTIONS_MAX}; }
rtmp {
  access_log off;
  server {
    listen 127.0.0.1:${port};
    chunk_size ${chunkSize};
${upTo(size.publishers)
  .map((publisher) => application(publisher, size.targets, sinkPort))
  .join('\n')}
  }
}`;
}

/** One per publisher, because `push` belongs to an application. */
function application(publisher: number, targets: number, sinkPort: number): string {
  const pushes = upTo(targets).map((target) => {
    const { url, key } = targetOf(sinkPort, publisher, target);
    return `push ${url}/${key};`;
  });
  return `    application a${publisher} { live on; ${pushes.join(' ')} }`;
}
