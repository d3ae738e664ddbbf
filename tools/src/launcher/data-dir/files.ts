import { readFile, rename, writeFile } from 'node:fs/promises';
import { renameSync, writeFileSync } from 'node:fs';

/** Readable by the owner only: everything here is a secret or points at one. */
const OWNER_ONLY = 0o600;

/** The file's text, or undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a file as a whole: a reader, or the next start after a crash, sees the old text or the new one. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.new`;
  await writeFile(draft, text, { mode: OWNER_ONLY });
  await rename(draft, path);
}

/** The same without giving way to anything else, for what must be on disk before the next step. */
export function writeWholeSync(path: string, text: string): void {
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, text, { mode: OWNER_ONLY });
  renameSync(draft, path);
}

/** What `make` returns, made once and kept: at every later start the stored text is used. */
export async function keep(path: string, make: () => string | Promise<string>): Promise<string> {
  const stored = await readIfThere(path);
  if (stored !== undefined) return stored;
  const made = await make();
  await writeWhole(path, made);
  return made;
}
