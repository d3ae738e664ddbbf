import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** The repository's folder. */
export const ROOT = join(import.meta.dirname, '..', '..', '..', '..');

/* eslint-disable-next-line @typescript-eslint/no-explicit-any -- somebody else's format, looked at here and there */
export type Yaml = any;

export const read = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');

/** Runs a script of ours in a folder of its own, and gives the file that it wrote. */
export async function written(folder: string, script: string, file: string): Promise<string> {
  await mkdir(join(folder, dirname(script)), { recursive: true });
  await copyFile(join(ROOT, script), join(folder, script));
  await promisify(execFile)('sh', [join(folder, script)]);
  return readFile(join(folder, file), 'utf8');
}
