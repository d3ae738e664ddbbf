import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../../', import.meta.url));
const work = `${repository}e2e/.work`;

/** A new folder of this test run, which its user removes. */
export async function makeWorkDir(name: string): Promise<string> {
  const folder = `${work}/${name}-${randomUUID().slice(0, 8)}`;
  await mkdir(folder, { recursive: true, mode: 0o755 });
  return folder;
}
