import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, closeSync, existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogFile, ROTATE_BYTES } from './log-file.js';

describe('the log of a process', () => {
  let dir: string;
  let log: LogFile;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'midstation-log-'));
    log = new LogFile(join(dir, 'sample.log'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('is set aside when it is long, while its process goes on writing', async () => {
    const descriptor = log.open();
    const writer = spawn('cat', { stdio: ['pipe', descriptor, 'ignore'] });
    closeSync(descriptor);
    const long = 'x'.repeat(ROTATE_BYTES);
    writer.stdin!.write(`${long}\n`);
    while (statSync(log.path).size <= ROTATE_BYTES) await new Promise((resolve) => setTimeout(resolve, 5));
    log.rotate();
    writer.stdin!.end('after\n');
    await once(writer, 'close');
    expect(statSync(`${log.path}.1`).size).toBe(ROTATE_BYTES + 1);
    expect(readFileSync(log.path, 'utf8')).toBe('after\n');
    expect(log.tail(5)).toEqual(['after']);
  });

  it('stays one file while it is short', () => {
    closeSync(log.open());
    appendFileSync(log.path, 'a line\n');
    log.rotate();
    expect(existsSync(`${log.path}.1`)).toBe(false);
    expect(log.tail(1)).toEqual(['a line']);
  });
});
