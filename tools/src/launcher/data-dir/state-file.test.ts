import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readState, sharedPortsOf, writeState, type ProcessState } from './state-file.js';

const running = (kind: string, port: number): ProcessState => {
  return { name: kind, kind, pid: port, ports: { [kind]: port }, logFile: `${kind}.log` };
};
const [POSTGRES, NATS, REDIS] = [running('postgres', 1), running('nats', 2), running('redis', 3)];

describe('what runs, for other programs', () => {
  let file: string;
  beforeEach(async () => (file = join(await mkdtemp(join(tmpdir(), 'mid-station-state-')), 'state.json')));
  afterEach(() => rm(join(file, '..'), { recursive: true }));

  it('is nothing before the first start and after the end', async () => {
    expect(await readState(file)).toEqual([]);
    writeState(file, []);
    expect(await readState(file)).toEqual([]);
  });

  it('tells where to connect to, unless one of these has just crashed; the rest runs on then', async () => {
    writeState(file, [POSTGRES, NATS, REDIS]);
    expect(sharedPortsOf(await readState(file))).toEqual({ postgres: 1, nats: 2, redis: 3 });
    writeState(file, [POSTGRES, REDIS]);
    expect(sharedPortsOf(await readState(file))).toBeUndefined();
    expect(await readState(file)).toHaveLength(2);
  });
});
