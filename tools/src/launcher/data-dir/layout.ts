import { chmod, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LaunchFailure } from '../failure.js';

/** Others may pass through, as the database's unprivileged user must, but not look around. */
const PASSABLE = 0o711;
/** Logs tell who was here, from where. */
const OWNER_ONLY = 0o700;

/** Where everything of one installation lies. */
export class DataDir {
  constructor(readonly root: string) {}

  readonly logs = this.in('logs');
  readonly postgres = this.in('postgres');
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
      await makeFolder(this.root, PASSABLE);
      await makeFolder(this.logs, OWNER_ONLY);
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

async function makeFolder(folder: string, mode: number): Promise<void> {
  await makePath(folder);
  await chmod(folder, mode);
}

/**
 * A folder with those above it, as `recursive` makes them; but Node's own tries without end where a folder is there and
 * takes no others (/proc).
 */
async function makePath(folder: string, isParentThere = false): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    if (code !== 'ENOENT' || isParentThere) throw error;
    await makePath(dirname(folder));
    await makePath(folder, true);
  }
}
