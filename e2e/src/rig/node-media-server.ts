import { readdir, rm } from 'node:fs/promises';
import { Command } from './command.js';
import { freePort, isOpen } from './ports.js';
import { makeWorkDir, repository } from './work-dir.js';
import { eventually } from '@mid-station/service/testing';

const SERVE = `
const NodeMediaServer = require('node-media-server');
const [port, folder] = process.argv.slice(1);
new NodeMediaServer({
  bind: '127.0.0.1', rtmp: { port: Number(port) }, webadmin: { enable: false },
  store: { path: folder + '/store' }, record: { path: folder + '/record' },
}).run();`;

/** An independent RTMP server that records what it gets. */
export class NodeMediaServer {
  private constructor(
    private readonly command: Command,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(): Promise<NodeMediaServer> {
    const port = await freePort();
    const folder = await makeWorkDir('node-media-server');
    const command = new Command(process.execPath, ['--eval', SERVE, String(port), folder], { cwd: repository });
    await eventually(async () => expect(await isOpen(port)).toBe(true));
    return new NodeMediaServer(command, folder, port);
  }

  get url(): string {
    return `rtmp://127.0.0.1:${this.port}/live`;
  }

  /** Files recorded for this key. */
  async recordings(key: string): Promise<string[]> {
    const folder = `${this.folder}/record/live/${key}`;
    const files = await readdir(folder).catch(() => []);
    return files.map((file) => `${folder}/${file}`);
  }

  async stop(): Promise<void> {
    this.command.kill('SIGKILL');
    await this.command.exited;
    await rm(this.folder, { recursive: true, force: true });
  }
}
