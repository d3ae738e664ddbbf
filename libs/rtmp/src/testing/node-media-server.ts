import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, whenListening } from './tcp.js';

export interface NodeMediaServer {
  readonly port: number;
  /** Files recorded so far, full paths. It goes on holding one open for half a minute after its publisher has gone. */
  recordings(): Promise<string[]>;
  /** What it printed so far. */
  output(): string;
  stop(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('../../../../node_modules/node-media-server/bin/app.js', import.meta.url));

/** Starts a real node-media-server on a free port that records everything published to it. */
export async function startNodeMediaServer(): Promise<NodeMediaServer> {
  const port = await freePort();
  const directory = await mkdtemp(join(tmpdir(), 'node-media-server-'));
  const records = join(directory, 'records');
  const store = { path: join(directory, 'store') };
  const configuration = {
    bind: '127.0.0.1',
    rtmp: { port },
    store,
    record: { path: records },
    webadmin: { enable: false },
  };
  await writeFile(join(directory, 'config.json'), JSON.stringify(configuration));
  const child = spawn(process.execPath, [PROGRAM, '-c', join(directory, 'config.json')]);
  const exited = once(child, 'exit');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += String(text)));
  await Promise.race([whenListening(port), exited.then(() => Promise.reject(new Error(`it ended: ${output}`)))]);
  return {
    port,
    output: () => output,
    recordings: async () => {
      // The server makes the directory with its first file.
      const files = await readdir(records, { recursive: true }).catch(() => []);
      return files.filter((file) => file.endsWith('.flv')).map((file) => join(records, file));
    },
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
