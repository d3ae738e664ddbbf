import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PinnedProcess } from '../system/pinned-process.js';
import { type Remote, remote } from './channel.js';
import { type GeneratorApi } from './generator.js';
import { type SinkApi } from './sink.js';

/** The core that encoders, sink and the benchmark itself share. */
export const LOAD_CORE = 1;

/** The two processes around a contender: the encoders in front of it, the sink behind it. */
export class Load {
  readonly generator: Remote<GeneratorApi>;
  readonly sink: Remote<SinkApi>;

  private constructor(private readonly processes: { generator: PinnedProcess; sink: PinnedProcess }) {
    this.generator = remote<GeneratorApi>(processes.generator.child);
    this.sink = remote<SinkApi>(processes.sink.child);
  }

  static start(feedFile: string, folder: string): Load {
    const start = (name: string, args: readonly string[]): PinnedProcess => {
      const script = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
      const options = { logFile: join(folder, `${name}.log`), ipc: true };
      return PinnedProcess.start(LOAD_CORE, process.execPath, [script, ...args], options);
    };
    return new Load({ generator: start('generator', [feedFile]), sink: start('sink', []) });
  }

  async stop(): Promise<void> {
    await this.processes.generator.stop();
    await this.processes.sink.stop();
  }
}
