import { ApiClient, type InstallationState, type ProcessState } from '@mid-station/tools';
import { freePort } from '@mid-station/service/testing';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { Command, type Exit } from './command.js';
import { Streamer } from './streamer.js';
import { repository, WorkDir } from './work-dir.js';

/** What `npm start` and `npm run add-node` run once everything is installed and built. */
const LAUNCH = `import(${built('main')}).then(({ launch }) => launch(process.argv.slice(1)))`;
const ADD_NODE = `import(${built('add-node')}).then(({ addNode }) => addNode())`;
const JOINED = /^Ingest node (\S+) has joined/m;
const READY = /^Mid-Station is ready: http:\/\/localhost:\d+$/m;

export interface InstallationOptions {
  ingestNodes?: number;
  /** Sessions per ingest node. */
  capacity?: number;
  env?: NodeJS.ProcessEnv;
  args?: readonly string[];
}

function built(file: string): string {
  return JSON.stringify(pathToFileURL(`${repository}tools/dist/launcher/${file}.js`).href);
}

/** A Mid-Station of its own, started by the real launcher on free ports with its own data directory. */
export class TestInstallation {
  private command: Command | undefined;
  private readonly streamers: Streamer[] = [];
  private readonly addedNodes: Command[] = [];

  private constructor(
    private readonly folder: WorkDir,
    readonly ports: { http: number; rtmp: number; rtmps: number },
    private readonly options: InstallationOptions,
  ) {}

  /** Chooses ports and makes the data directory; nothing runs yet. */
  static async prepare(options: InstallationOptions = {}): Promise<TestInstallation> {
    const ports = { http: await freePort(), rtmp: await freePort(), rtmps: await freePort() };
    return new TestInstallation(await WorkDir.make('installation'), ports, options);
  }

  static async start(options: InstallationOptions = {}): Promise<TestInstallation> {
    const installation = await TestInstallation.prepare(options);
    await installation.launch().catch(async (error) => {
      await installation.stop();
      throw error;
    });
    return installation;
  }

  get dataDir(): string {
    return this.folder.path;
  }

  get origin(): string {
    return `http://localhost:${this.ports.http}`;
  }

  get env(): NodeJS.ProcessEnv {
    return {
      MIDSTATION_DATA_DIR: this.dataDir,
      MIDSTATION_HTTP_PORT: String(this.ports.http),
      MIDSTATION_RTMP_PORT: String(this.ports.rtmp),
      MIDSTATION_RTMPS_PORT: String(this.ports.rtmps),
      MIDSTATION_INGEST_NODES: String(this.options.ingestNodes ?? 2),
      MIDSTATION_RATE_LIMIT_FACTOR: '1000',
      ...(this.options.capacity && { MIDSTATION_INGEST_CAPACITY: String(this.options.capacity) }),
      ...this.options.env,
    };
  }

  /** Starts a launcher that is expected to end by itself. */
  run(): Command {
    const args = ['--eval', LAUNCH, '--', ...(this.options.args ?? [])];
    return new Command(process.execPath, args, { cwd: repository, env: this.env });
  }

  /** Starts the launcher and waits for its ready line. */
  async launch(): Promise<Command> {
    this.command = this.run();
    await this.command.prints(READY);
    return this.command;
  }

  /** What other programs can know of what runs. */
  async processes(): Promise<ProcessState[]> {
    const text = await readFile(`${this.dataDir}/state.json`, 'utf8');
    return (JSON.parse(text) as InstallationState).processes;
  }

  async processOf(kind: string): Promise<ProcessState> {
    const found = (await this.processes()).find((candidate) => candidate.kind === kind);
    if (!found) throw new Error(`no ${kind} runs`);
    return found;
  }

  /** Makes an account. The first one of an installation is an operator. */
  async streamer(handle: string): Promise<Streamer> {
    const streamer = await Streamer.register(new ApiClient(this.origin), handle);
    this.streamers.push(streamer);
    return streamer;
  }

  /** Signs in to an account that was made before. */
  async signIn(handle: string): Promise<Streamer> {
    const streamer = await Streamer.signIn(new ApiClient(this.origin), handle);
    this.streamers.push(streamer);
    return streamer;
  }

  /** Adds an ingest node while everything runs, and answers its id. */
  async addIngestNode(): Promise<string> {
    const command = new Command(process.execPath, ['--eval', ADD_NODE], { cwd: repository, env: this.env });
    this.addedNodes.push(command);
    await command.prints(JOINED);
    return JOINED.exec(command.output)![1]!;
  }

  /** Stops the launcher as Ctrl-C does and waits until it has ended. */
  async interrupt(): Promise<Exit> {
    const { command } = this;
    if (!command) return { code: null, signal: null };
    this.command = undefined;
    command.kill('SIGINT');
    return command.exited;
  }

  /** Ends every process at once, the launcher first, as a power cut does. */
  async cutPower(): Promise<void> {
    const { command } = this;
    this.command = undefined;
    command?.kill('SIGKILL');
    await command?.exited;
    for (const { pid } of await this.processes()) process.kill(-pid, 'SIGKILL'); // each leads a group of its own
  }

  /** Ends encoders and processes and removes the data directory. */
  async stop(): Promise<void> {
    await Promise.all(this.streamers.map((streamer) => streamer.stopEncoders()));
    await this.interrupt();
    await Promise.all(this.addedNodes.map((command) => command.exited)); // they end with what they joined
    await this.folder.stop();
  }
}
