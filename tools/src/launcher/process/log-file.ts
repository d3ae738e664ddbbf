import { closeSync, copyFileSync, openSync, readSync, statSync, truncateSync } from 'node:fs';

/** A log this long becomes `<name>.log.1`, in bytes: weeks of a quiet installation, and quick to copy. */
export const ROTATE_BYTES = 10 * 1024 * 1024;
/** Enough for the lines that tell why a process ended, in bytes. */
const TAIL_BYTES = 16 * 1024;

/** The log of one process: the process writes to it directly, so nothing is lost when the launcher dies. */
export class LogFile {
  private startedAt = 0;

  constructor(readonly path: string) {}

  /** A descriptor for a new process to write to; the caller closes it once the process has it. */
  open(): number {
    this.startedAt = this.size();
    return openSync(this.path, 'a', 0o644);
  }

  /**
   * Sets a long log aside. Its process goes on writing to the same file, at whose end each line is put; one that is written
   * in this very moment may be lost. Throws when there is no room for the copy.
   */
  rotate(): void {
    if (this.size() <= ROTATE_BYTES) return;
    copyFileSync(this.path, `${this.path}.1`);
    truncateSync(this.path);
    this.startedAt = 0;
  }

  /** The last lines that the newest process wrote. */
  tail(lines: number): string[] {
    const end = this.size();
    const from = Math.max(this.startedAt, end - TAIL_BYTES);
    const text = Buffer.alloc(end - from);
    const descriptor = openSync(this.path, 'r');
    try {
      readSync(descriptor, text, 0, text.length, from);
    } finally {
      closeSync(descriptor);
    }
    return text.toString('utf8').trimEnd().split('\n').slice(-lines);
  }

  private size(): number {
    return statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
  }
}
