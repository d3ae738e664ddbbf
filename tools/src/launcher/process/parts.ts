import { type InstallationLock } from '../data-dir/lock.js';
import type { DataDir } from '../data-dir/layout.js';
import { writeState, type ProcessState } from '../data-dir/state-file.js';
import { Part, type PartSpec } from './part.js';

/** Everything that runs, in the order in which it was started. Keeps `state.json` and the lock's list true. */
export class Parts {
  private readonly parts: Part[] = [];

  constructor(
    private readonly dir: DataDir,
    private readonly lock: InstallationLock,
    private readonly say: (line: string) => void,
  ) {
    this.publish();
  }

  /** Starts these together. @throws LaunchFailure of the first that does not become ready. */
  async start(specs: readonly PartSpec[]): Promise<void> {
    const events = { changed: () => this.publish(), say: this.say };
    const added = specs.map((spec) => new Part(spec, this.dir.logFile(spec.name), events));
    this.parts.push(...added);
    await Promise.all(added.map((part) => part.start()));
  }

  /** Stops these kinds together and resolves when they are gone. */
  async stop(kinds: readonly string[]): Promise<void> {
    await Promise.all(this.parts.filter(({ spec }) => kinds.includes(spec.kind)).map((part) => part.stop()));
  }

  private publish(): void {
    const running = this.parts.flatMap(({ spec, pid, log }) => (pid === undefined ? [] : [{ spec, pid, log }]));
    this.lock.record(running.map(({ spec, pid }) => ({ name: spec.name, pid, stopSignal: spec.stopSignal })));
    writeState(
      this.dir.stateFile,
      running.map(({ spec, pid, log }): ProcessState => {
        const { name, kind, nodeId, ports } = spec;
        return { name, kind, pid, ...(nodeId && { nodeId }), ports, logFile: log.path };
      }),
    );
  }
}
