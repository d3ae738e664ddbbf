import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../../', import.meta.url));
const work = `${repository}e2e/.work`;

/** A new folder of this test run; stopping removes it. */
export class WorkDir {
  private constructor(readonly path: string) {}

  static async make(name: string): Promise<WorkDir> {
    const path = `${work}/${name}-${randomUUID().slice(0, 8)}`;
    await mkdir(path, { recursive: true, mode: 0o755 });
    return new WorkDir(path);
  }

  async stop(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
