import { type InstallationLock } from '../data-dir/lock.js';
import type { DataDir } from '../data-dir/layout.js';
import { writeState, type ProcessState } from '../data-dir/state-file.js';
import { Part, type PartSpec } from './part.js';

/** Pause before what runs is written down again after that failed, in milliseconds: as a rule the disk is full. */
const WRITE_AGAIN_MS = 1_000;

/**
 * Everything that runs, in the order in which it was started. Keeps `state.json` and the lock's list true; what cannot be
 * written is said and written later: nothing ends for it.
 */
export class Parts {
  private readonly parts: Part[] = [];
  private isWritten = true;
  private again: NodeJS.Timeout | undefined;

  constructor(
    private readonly dir: DataDir,
    private readonly lock: InstallationLock,
    private readonly say: (line: string) => void,
  ) {
    this.publish();
  }

  /** Starts these together. @throws LaunchFailure of the first that does not become ready. */
  async start(specs: readonly PartSpec[]): Promise<void> {
    const events = { changed: () => this.update(), say: this.say };
    const added = specs.map((spec) => new Part(spec, this.dir.logFile(spec.name), events));
    this.parts.push(...added);
    await Promise.all(added.map((part) => part.start()));
  }

  /** The installation is on its way out: whoever wants its data directory waits for it. */
  markStopping(): void {
    this.write(() => this.lock.markStopping());
  }

  /** Stops these kinds together and resolves when they are gone. */
  async stop(kinds: readonly string[]): Promise<void> {
    await Promise.all(this.parts.filter(({ spec }) => kinds.includes(spec.kind)).map((part) => part.stop()));
  }

  private update(): void {
    clearTimeout(this.again);
    this.write(() => this.publish());
    const isWorthIt = !this.isWritten && this.parts.some(({ pid }) => pid !== undefined);
    if (isWorthIt) this.again = setTimeout(() => this.update(), WRITE_AGAIN_MS).unref();
  }

  private write(action: () => void): void {
    try {
      action();
      this.isWritten = true;
    } catch (error) {
      if (this.isWritten) this.say(`What runs could not be written down: ${(error as Error).message}`);
      this.isWritten = false;
    }
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
