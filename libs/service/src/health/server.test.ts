import { Registry } from 'prom-client';
import { createLogger } from '../log/logger.js';
import { Health } from './health.js';
import { HealthServer } from './server.js';

describe('the health port', () => {
  const health = new Health();
  let server: HealthServer;
  const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${server.port}${path}`);

  beforeAll(async () => {
    server = await HealthServer.listen(health, new Registry(), '127.0.0.1', 0, createLogger('test', 'test', 'silent'));
  });

  afterAll(() => server.close());

  it('is alive but not ready until the start has ended and every check is well', async () => {
    health.add('nats', () => 'NATS is away');
    expect((await get('/healthz')).status).toBe(200);
    const starting = await get('/readyz');
    expect(starting.status).toBe(503);
    expect(await starting.json()).toEqual({ ready: false, missing: { start: 'still starting', nats: 'NATS is away' } });

    health.started();
    health.add('nats', () => null);
    expect((await get('/readyz')).status).toBe(200);
  });

  it('is open from the end of the start to the beginning of the end, whatever is away around it', async () => {
    const health = new Health();
    const log = createLogger('test', 'test', 'silent');
    const server = await HealthServer.listen(health, new Registry(), '127.0.0.1', 0, log);
    const isOpen = async () => (await fetch(`http://127.0.0.1:${server.port}/openz`)).status === 200;
    health.add('nats', () => 'NATS is away');
    expect(await isOpen()).toBe(false);
    health.started();
    expect(await isOpen()).toBe(true);
    health.stopping();
    expect(await isOpen()).toBe(false);
    expect((await health.report()).missing).toEqual({ nats: 'NATS is away', stop: 'stopping' });
    await server.close();
  });

  it('counts a check that throws as missing', async () => {
    health.add('database', () => Promise.reject(new Error('no answer')));
    expect(await (await get('/readyz')).json()).toMatchObject({ missing: { database: 'no answer' } });
  });

  it('stays open when the system refuses it a connection', async () => {
    server['server'].emit('error', new Error('accept ENFILE'));
    server['server'].emit('error', new Error('accept ENFILE'));
    expect((await get('/healthz')).status).toBe(200);
  });

  it('serves metrics, and nothing else', async () => {
    expect((await get('/metrics')).headers.get('content-type')).toContain('text/plain');
    expect((await get('/secret')).status).toBe(404);
  });
});
