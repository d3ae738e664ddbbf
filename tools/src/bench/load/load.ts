import { type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Crew } from '../system/crew.js';
import { type Remote, remote } from './channel.js';
import { type GeneratorApi } from './generator.js';
import { type SinkApi } from './sink.js';

/** The core that encoders, sink and the benchmark itself share. */
export const LOAD_CORE = 1;

/** The two processes around a contender. */
export interface Load {
  /** The encoders in front of it. */
  readonly generator: Remote<GeneratorApi>;
  /** What it sends to. */
  readonly sink: Remote<SinkApi>;
}

export function startLoad(crew: Crew, feedFile: string): Load {
  return {
    generator: remote<GeneratorApi>(startScript(crew, 'generator', [feedFile])),
    sink: remote<SinkApi>(startScript(crew, 'sink', [])),
  };
}

function startScript(crew: Crew, name: string, args: readonly string[]): ChildProcess {
  const script = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  return crew.start(process.execPath, [script, ...args], { name, core: LOAD_CORE, ipc: true });
}
