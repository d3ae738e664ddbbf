import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestGateway } from '../testing/test-gateway.js';

/** Characters of an address: nearly as many as a request may have. */
const LONG = 15_000;
const REQUESTS = 20;
/** Microseconds of processor time for one answer, ten times what it takes: reading each character again for each takes 100,000. */
const CPU_US_PER_REQUEST = 50_000;

describe('the web app', () => {
  let gateway: TestGateway;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mid-station-web-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html>the page');
    await writeFile(join(folder, 'assets', 'main-abc123.js'), 'script');
    await writeFile(join(folder, 'favicon.svg'), '<svg/>');
    gateway = await TestGateway.start({ MIDSTATION_WEB_DIR: folder });
  });

  afterAll(async () => {
    await gateway.stop();
    await rm(folder, { recursive: true });
  });

  it.each(['/', '/index.html', '/live', '/settings/some/page?x=1'])(
    'is its page at %s, asked for anew',
    async (path) => {
      const response = await gateway.fetch(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(await response.text()).toContain('the page');
    },
  );

  it('comes with files that are kept for ever when their name holds their content', async () => {
    const script = await gateway.fetch('/assets/main-abc123.js');
    expect(script.headers.get('content-type')).toMatch('javascript');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await gateway.fetch('/favicon.svg')).headers.get('cache-control')).toBe('public, max-age=3600');
  });

  it.each(['/assets/gone-1.js', '/api', '/api/nothing', '/../package.json', '/%2e%2e/%2e%2e/etc/passwd.txt'])(
    'does not stand in for %s',
    async (path) => {
      const response = await gateway.fetch(path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'not_found' });
    },
  );

  it('costs no more to ask for because the address is long and odd', async () => {
    const before = process.cpuUsage();
    for (let asked = 0; asked < REQUESTS; asked++) {
      expect((await gateway.fetch(`/${'.'.repeat(LONG)}/`)).status).toBe(200);
    }
    const { user } = process.cpuUsage(before);
    expect(user).toBeLessThan(REQUESTS * CPU_US_PER_REQUEST);
  });
});
