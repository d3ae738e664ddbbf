import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, until, whenListening } from './tcp.js';

export interface NginxRtmp {
  readonly port: number;
  /** Files recorded so far, full paths. */
  recordings(): Promise<string[]>;
  /** Those of this stream, once there is one and nginx-rtmp has closed them: they are whole. */
  finishedRecordings(streamName?: string): Promise<string[]>;
  stop(): Promise<void>;
}

export interface NginxRtmpOptions {
  /** HTTP address that is asked whether a publisher may come in. */
  readonly onPublish?: string;
  /** RTMP address to which nginx-rtmp passes on what it receives. */
  readonly push?: string;
}

/** Starts a real nginx-rtmp on a free port that records what is published to `live`. */
export async function startNginxRtmp(options: NginxRtmpOptions = {}): Promise<NginxRtmp> {
  const port = await freePort();
  const directory = await mkdtemp(join(tmpdir(), 'nginx-rtmp-'));
  await writeFile(join(directory, 'nginx.conf'), configuration(directory, port, options));
  const child = spawn('nginx', ['-p', directory, '-c', 'nginx.conf', '-e', join(directory, 'error.log')], {
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  await whenListening(port);
  const recordings = async (): Promise<string[]> => {
    const files = await readdir(directory);
    return files.filter((file) => file.endsWith('.flv')).map((file) => join(directory, file));
  };
  return {
    port,
    recordings,
    finishedRecordings: async (streamName = '') => {
      let found: string[] = [];
      await until(async () => {
        found = (await recordings()).filter((file) => file.includes(streamName));
        const open = await openFiles(child.pid!);
        return found.length > 0 && !found.some((file) => open.has(file));
      });
      return found;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function openFiles(pid: number): Promise<Set<string>> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder);
  // One may have been closed since it was listed.
  return new Set(await Promise.all(descriptors.map((each) => readlink(join(folder, each)).catch(() => ''))));
}

function configuration(directory: string, port: number, { onPublish, push }: NginxRtmpOptions): string {
  return `
daemon off; master_process off; pid ${directory}/nginx.pid;
load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;
events { worker_connections 256; }
rtmp { server { listen 127.0.0.1:${port}; application live {
  live on; record all; record_path ${directory}; ${onPublish ? `on_publish ${onPublish};` : ''} ${push ? `push ${push};` : ''}
} } }
`;
}
