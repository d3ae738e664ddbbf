import { eventually } from '@mid-station/service/testing';
import { nodeOf, TestGateway } from '../testing/test-gateway.js';

describe('readiness', () => {
  it('is missing without an ingest node that takes streams, while the page is served all the same', async () => {
    const gateway = await TestGateway.start();
    gateway.nodes = [nodeOf({ id: 'n1', state: 'lost' }), nodeOf({ id: 'n2', state: 'draining' })];
    await eventually(async () => {
      const response = await gateway.fetch('/api/readyz');
      expect([response.status, await response.json()]).toMatchObject([503, { missing: { ingest: 'no ingest node' } }]);
    });
    expect((await gateway.fetch('/api/healthz')).status).toBe(200);
    gateway.nodes.push(nodeOf({ id: 'n3' }));
    await eventually(async () => expect((await gateway.fetch('/api/readyz')).status).toBe(200));
    await gateway.stop();
  });

  it('names what is missing, and is well when nothing is', async () => {
    const gateway = await TestGateway.start();
    expect(await (await gateway.fetch('/api/healthz')).json()).toEqual({ status: 'ok' });
    const ready = await gateway.fetch('/api/readyz');
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true }]);
    await gateway.services.close();
    await gateway.redis.pause();
    let response = await gateway.fetch('/api/readyz');
    while (response.status === 200) response = await gateway.fetch('/api/readyz');
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    expect(await response.json()).toMatchObject({
      code: 'unavailable',
      missing: { auth: 'does not answer', settings: 'does not answer', orchestrator: 'does not answer' },
    });
    await gateway.redis.resume();
    await gateway.stop();
  });
});
