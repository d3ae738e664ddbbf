import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { Command } from './rig/command.js';
import { repository, WorkDir } from './rig/work-dir.js';

const LIMIT_MS = 60_000;

const advisory = {
  id: 1,
  url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
  title: 'Bad things',
  severity: 'high',
  vulnerable_versions: '<9999',
  cwe: [],
  cvss: { score: 0, vectorString: null },
};

/** `npm run audit` with the real npm, which asks a registry of the test's own. */
describe('the audit of the packages', () => {
  let registry: Server;
  let cache: WorkDir;
  let known: Record<string, unknown> | null;
  let asked: Record<string, string[]>;

  beforeAll(async () => {
    cache = await WorkDir.make('npm-cache');
    registry = createServer((request, response) => {
      answer(request, response).catch((error: Error) => response.destroy(error));
    });
    await once(registry.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(async () => {
    registry.close();
    await cache.stop();
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray());
    const isQuestion = request.method === 'POST' && request.url === '/-/npm/v1/security/advisories/bulk';
    if (isQuestion) asked = JSON.parse(gunzipSync(body).toString()) as typeof asked;
    response.statusCode = isQuestion && known ? 200 : 404;
    response.end(JSON.stringify(known ?? {}));
  }

  async function audit(): Promise<{ code: number | null; output: string }> {
    const { port } = registry.address() as AddressInfo;
    const env = { npm_config_registry: `http://127.0.0.1:${port}`, npm_config_cache: cache.path };
    const command = new Command('node', ['tools/audit.mjs'], { cwd: repository, env });
    const { code } = await command.exited;
    return { code, output: command.output };
  }

  it(
    'fails on a weakness that no exception is written for, and names it',
    async () => {
      known = { ws: [advisory] };
      const { code, output } = await audit();
      expect(output).toContain('ws: Bad things (high, GHSA-aaaa-bbbb-cccc)');
      expect(output).toContain('known weaknesses without a written exception: 1.');
      expect(code).toBe(1);
    },
    LIMIT_MS,
  );

  it(
    'fails on a tool only where it is critical',
    async () => {
      known = { vite: [advisory] };
      expect(await audit()).toMatchObject({ code: 0 });
      known = { vite: [{ ...advisory, id: 2, severity: 'critical' }] };
      const { code, output } = await audit();
      expect(output).toContain('vite: Bad things (critical, GHSA-aaaa-bbbb-cccc)');
      expect(code).toBe(1);
    },
    LIMIT_MS,
  );

  it(
    'asks about every version that runs here or builds it, and passes when nothing is known of them',
    async () => {
      known = {};
      const { code, output } = await audit();
      const packages = ['ws', '@nestjs/core', 'vite', 'jest'];
      expect(asked).toMatchObject(Object.fromEntries(packages.map((name) => [name, expect.any(Array)])));
      expect(output).toContain('known weaknesses without a written exception: 0.');
      expect(code).toBe(0);
    },
    LIMIT_MS,
  );

  it(
    'says so when the registry tells nothing, and fails nobody for it',
    async () => {
      known = null;
      const { code, output } = await audit();
      expect(output).toContain('the registry did not answer');
      expect(code).toBe(0);
    },
    LIMIT_MS,
  );
});
