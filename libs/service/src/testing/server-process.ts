import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';

/** Longest time a server may take until it accepts connections, in milliseconds. */
const START_LIMIT_MS = 20_000;
const POLL_MS = 20;

export interface Command {
  file: string;
  args: string[];
  /** Who runs it, where it must not be root. */
  uid?: number;
  gid?: number;
  /** How it is asked to end at once. */
  stopSignal?: NodeJS.Signals;
  /** Whether it takes work; accepting connections is enough unless this is given. */
  ready?: () => Promise<boolean>;
}

/** A real server on a free loopback port with its data in a temporary folder. `stop` ends it and removes the folder. */
export class ServerProcess {
  private child: ChildProcess | null = null;

  private constructor(
    readonly url: string,
    readonly port: number,
    readonly folder: string,
    private readonly command: Command,
  ) {}

  static async start(
    name: string,
    scheme: string,
    prepare: (port: number, folder: string) => Command | Promise<Command>,
  ): Promise<ServerProcess> {
    const folder = await mkdtemp(join(tmpdir(), `mid-station-${name}-`));
    const port = await freePort();
    const server = new ServerProcess(`${scheme}://127.0.0.1:${port}`, port, folder, await prepare(port, folder));
    try {
      await server.resume();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** Ends the process and keeps its data and its port: the server is away. */
  async pause(): Promise<void> {
    const child = this.child;
    this.child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(this.command.stopSignal ?? 'SIGKILL');
    await gone;
  }

  /** Stops the process in its tracks: connections stay open, and nothing is answered. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  /** Lets a frozen process go on. */
  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  /** Brings the server back on the same port. */
  async resume(): Promise<void> {
    const { file, args, uid, gid, ready } = this.command;
    const child = spawn(file, args, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'], uid, gid });
    this.child = child;
    const said: string[] = [];
    child.stdout.on('data', (text: Buffer) => said.push(text.toString()));
    child.stderr.on('data', (text: Buffer) => said.push(text.toString()));
    child.on('error', (error) => said.push(error.message));
    await waitFor(
      async () => (await accepts(this.port)) && (ready === undefined || (await ready())),
      () => {
        if (child.exitCode !== null || child.pid === undefined) throw new Error(`${file} ended:\n${said.join('')}`);
      },
    );
  }

  async stop(): Promise<void> {
    await this.pause();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function waitFor(holds: () => Promise<boolean>, check: () => void): Promise<void> {
  const until = Date.now() + START_LIMIT_MS;
  while (!(await holds())) {
    check();
    if (Date.now() > until) throw new Error('server did not start in time');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
