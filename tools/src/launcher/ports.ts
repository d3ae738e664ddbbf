import { createServer } from 'node:net';
import { z } from 'zod';
import type { LauncherConfig } from './config.js';
import { readIfThere, writeWhole } from './data-dir/files.js';
import { LaunchFailure } from './failure.js';

/**
 * Our own ports come from here: above the well-known ones and what ingest nodes claim, below the ranges from which Linux
 * (32768) and macOS (49152) give ports to outgoing connections, one of which could otherwise take a port between our
 * choosing and binding it.
 */
const FIRST = 21_000;
const LAST = 31_999;
const LOOPBACK = '127.0.0.1';

/** Loopback ports of what everything else connects to. */
export interface SharedPorts {
  postgres: number;
  nats: number;
  redis: number;
  practice: number;
}

/** Hands out loopback ports that nobody listens on, each at most once. */
export class FreePorts {
  private readonly given = new Set<number>();

  async take(): Promise<number> {
    for (;;) {
      const port = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1));
      if (this.given.has(port)) continue;
      this.given.add(port);
      if ((await bindProblem(port, LOOPBACK)) === undefined) return port;
    }
  }

  /** The port that `name` had last time if it is still free: addresses of it are stored elsewhere. */
  async takeRemembered(file: string, name: string): Promise<number> {
    const stored = z.record(z.string(), z.number()).parse(JSON.parse((await readIfThere(file)) ?? '{}'));
    const before = stored[name];
    if (before !== undefined && (await bindProblem(before, LOOPBACK)) === undefined) return before;
    const port = await this.take();
    await writeWhole(file, JSON.stringify({ ...stored, [name]: port }, null, 2));
    return port;
  }
}

/** @throws LaunchFailure that names every public port that cannot be had, with the variable that changes it. */
export async function checkPublicPorts(config: LauncherConfig): Promise<void> {
  const wanted = [
    { port: config.httpPort, use: 'web app and API', variable: 'MIDSTATION_HTTP_PORT' },
    { port: config.rtmpPort, use: 'RTMP', variable: 'MIDSTATION_RTMP_PORT' },
    { port: config.rtmpsPort, use: 'RTMPS', variable: 'MIDSTATION_RTMPS_PORT' },
  ];
  const problems: string[] = [];
  for (const { port, use, variable } of wanted) {
    const problem = (await bindProblem(port)) ?? (await bindProblem(port, LOOPBACK));
    if (problem) problems.push(`Port ${port} (${use}) ${problem}: free it, or set ${variable} to another port.`);
  }
  if (new Set(wanted.map(({ port }) => port)).size < wanted.length) {
    problems.push(`${wanted.map(({ variable }) => variable).join(', ')} must differ.`);
  }
  if (problems.length > 0) throw new LaunchFailure(problems.join('\n'));
}

function bindProblem(port: number, host?: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve('is in use by another program');
      else if (error.code === 'EACCES') resolve('needs administrator rights');
      else resolve(`cannot be used (${error.code})`);
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
