import { Command, type Exit } from './command.js';

/** ffmpeg as an encoder: sends a file's packets as they are, in real time. */
export class Encoder {
  private readonly command: Command;

  constructor(feed: string, url: string, { loop = false } = {}) {
    const input = ['-re', ...(loop ? ['-stream_loop', '-1'] : []), '-i', feed];
    this.command = new Command('ffmpeg', [...OPTIONS, ...input, '-c', 'copy', '-f', 'flv', url]);
  }

  /** Resolves when it has sent everything, or was disconnected or refused. */
  get ended(): Promise<Exit> {
    return this.command.exited;
  }

  get hasEnded(): boolean {
    return this.command.hasEnded;
  }

  get pid(): number {
    return this.command.pid;
  }

  /** What ffmpeg had to say, errors only. */
  get output(): string {
    return this.command.output;
  }

  /** It says nothing any more, though its connection stays. */
  freeze(): void {
    this.command.kill('SIGSTOP');
  }

  /** After `freeze`: it goes on, and makes up for the time. */
  thaw(): void {
    this.command.kill('SIGCONT');
  }

  /** Ends without a goodbye. */
  async stop(): Promise<void> {
    this.command.kill('SIGKILL');
    await this.ended;
  }
}

const OPTIONS = ['-hide_banner', '-nostdin', '-loglevel', 'error'];
