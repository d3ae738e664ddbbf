import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { TestGateway } from '../testing/test-gateway.js';

describe('errors and headers of the gateway', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start();
  });

  afterAll(() => gateway.stop());

  const login = (body: string, type = 'application/json') =>
    gateway.fetch('/api/auth/login', { method: 'POST', body, headers: { 'content-type': type } });

  it('are problem documents with a code, a sentence and the id of the request', async () => {
    const response = await gateway.fetch('/api/nowhere');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    expect(await response.json()).toEqual({
      type: 'urn:mid-station:not_found',
      title: 'Not found',
      status: 404,
      code: 'not_found',
      detail: 'There is nothing at this address.',
      requestId: response.headers.get('x-request-id'),
    });
  });

  it('name every bad field', async () => {
    const response = await login('{"login": 7}');
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path)).toEqual(['login', 'password']);
  });

  it.each([
    ['broken JSON', '{"login":', 400, 'invalid_request'],
    ['an empty body', '', 400, 'invalid_request'],
    ['a body that is no object', '[1]', 400, 'invalid_request'],
    ['a poisoned prototype', '{"__proto__": {"role": "operator"}}', 400, 'invalid_request'],
    ['too much', JSON.stringify({ login: 'x'.repeat(100_000) }), 413, 'payload_too_large'],
  ])('tell %s apart', async (_, body, status, code) => {
    const response = await login(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])('refuse %s', async (type) => {
    const response = await login('login=ada&password=x', type);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid_request' });
  });

  it('cover addresses that cannot be read', async () => {
    const { port } = new URL(gateway.url);
    const status = await new Promise((resolve, reject) => {
      request({ port, path: '/api/settings/%E0%A4%A', headers: { accept: '*/*' } }, (response) => {
        response.resume();
        resolve(`${response.statusCode} ${response.headers['content-type']}`);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toMatch('400 application/problem+json');
  });

  it('answer an id that cannot exist like one that does not', async () => {
    const response = await gateway.fetch('/api/settings/1', { method: 'DELETE', token: await gateway.accessToken() });
    expect(response.status).toBe(404);
  });

  it('say which part is away', async () => {
    const response = await gateway.fetch('/api/sessions', { token: await gateway.accessToken() });
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: 'unavailable' });
  });

  it('allow nothing from elsewhere and nothing inline', async () => {
    const { headers } = await gateway.fetch('/api/healthz');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'self';script-src 'self';style-src 'self';img-src 'self' data: blob:;media-src 'self' blob:;" +
        "connect-src 'self';worker-src 'self' blob:;frame-ancestors 'none';base-uri 'none';form-action 'self'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  it.each(['/%61pi/me', 'http://other.example/api/me', '/nowhere.js'])(
    'are kept by nobody on the way, however the address is written: %s',
    async (path) => {
      const { port } = new URL(gateway.url);
      const asked = request({ port, path }).end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      answer.resume();
      expect(answer.headers['cache-control']).toBe('no-store');
    },
  );

  it('ask for TLS for ever once a trusted proxy says that it was TLS', async () => {
    const { headers } = await gateway.fetch('/api/healthz', { headers: { 'x-forwarded-proto': 'https' } });
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
  });
});
