import { Command } from './rig/command.js';
import { Owner } from './rig/owner.js';
import { repository } from './rig/work-dir.js';

/** Four walks through every change, and five pages coming up; seconds on a quiet machine. */
const LIMIT_MS = 180_000;
/** Of each walk: its width and language, the changes it went through, what moved. */
const WALKED = /^(\d+ \w+): (\d+) changes, (\d+) things moved$/gm;
/** Of each page: its path, what moved. */
const CAME_UP = /^(\/[\w-]+): came up, (\d+) things moved$/gm;

describe('the page, whatever happens to it', () => {
  const owner = new Owner();
  afterAll(() => owner.stop());

  it(
    'leaves what is read or pressed where it is, as high as it is, on a phone, a tablet and a desk',
    async () => {
      const look = new Command(process.execPath, ['apps/web/look/steady.mjs'], { cwd: repository });
      owner.ownNow(async () => look.kill('SIGKILL', { group: true }));
      await look.exited;
      const walks = [...look.output.matchAll(WALKED)];
      const pages = [...look.output.matchAll(CAME_UP)];
      const faults = look.output.replaceAll(WALKED, '').replaceAll(CAME_UP, '').trim();
      expect(faults).toBe('');
      expect(walks.map(([, where]) => where).sort()).toEqual(['1024 de', '1440 en', '360 de', '360 en', '768 en']);
      expect(pages.map(([, path]) => path).sort()).toEqual(['/account', '/nodes', '/sessions', '/sign-in', '/stream']);
      for (const [, , changes] of walks) expect(Number(changes)).toBeGreaterThan(20);
    },
    LIMIT_MS,
  );
});
