import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LaunchFailure } from '../failure.js';

/** Where everything of one installation lies. */
export class DataDir {
  constructor(readonly root: string) {}

  readonly logs = this.in('logs');
  readonly postgres = this.in('postgres');
  readonly nats = this.in('nats');
  readonly addedNodes = this.in('added-nodes');
  readonly stateFile = this.in('state.json');
  readonly lockFile = this.in('launcher.json');
  readonly secretsFile = this.in('secrets.json');
  readonly portsFile = this.in('ports.json');
  readonly natsConfig = this.in('nats.conf');
  readonly redisConfig = this.in('redis.conf');
  readonly certificate = this.in('certificate.pem');
  readonly certificateKey = this.in('certificate-key.pem');
  readonly signingKey = this.in('signing-key.json');

  logFile(part: string): string {
    return join(this.logs, `${part}.log`);
  }

  /** @throws LaunchFailure when it cannot be made or is not ours to write to. */
  async make(): Promise<void> {
    try {
      for (const folder of [this.root, this.logs, this.nats]) await makeFolder(folder);
    } catch (error) {
      throw new LaunchFailure(
        `The data directory cannot be used: ${(error as Error).message}.\n` +
          'Set MIDSTATION_DATA_DIR to a folder that Mid-Station may make and write to.',
      );
    }
  }

  private in(name: string): string {
    return join(this.root, name);
  }
}

/** Others may pass through, as the database's unprivileged user must, but not look around. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o711);
}
