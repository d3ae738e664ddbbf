import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { targetStateSchema } from '@mid-station/contracts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const SUFFIX = /_(bucket|sum|count)$/;

describe('the dashboard', () => {
  it('asks for nothing that no process measures', async () => {
    const text = await readFile(join(ROOT, 'deploy/dashboards/mid-station.json'), 'utf8');
    const asked = new Set([...text.matchAll(/midstation_\w+/g)].map(([name]) => name.replace(SUFFIX, '')));
    const { stdout } = await promisify(execFile)('grep', ['-rhoE', "'midstation_\\w+'", 'apps', '--include=*.ts'], {
      cwd: ROOT,
    });
    const measured = new Set(stdout.split('\n').map((line) => line.replaceAll("'", '')));
    expect(asked.size).toBeGreaterThan(10);
    expect([...asked].filter((name) => !measured.has(name))).toEqual([]);
    const states = /state=~\\"([\w|]+)\\"/.exec(text)?.[1]?.split('|') ?? [];
    expect(states.map((state) => targetStateSchema.safeParse(state).success)).toEqual([true, true]);
  });
});
