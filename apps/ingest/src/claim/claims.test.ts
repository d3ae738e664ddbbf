import { nodeBus } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { asRange, freePorts } from '../testing/free-ports.js';
import { claimFor, IngestStage } from '../testing/ingest-stage.js';
import { isOpen } from '../testing/is-open.js';

describe('claims of an ingest node', () => {
  let stage: IngestStage;

  beforeAll(async () => {
    stage = await IngestStage.build();
  });
  afterEach(() => stage.end());
  afterAll(() => stage.strike());

  it('binds a port, leases the route, and gives both back', async () => {
    await stage.node('n1', asRange(await freePorts(1))); // nobody else's when it is given back
    const wanted = claimFor();
    const { host, port } = await stage.claim('n1', wanted);
    expect(await isOpen(port)).toBe(true);
    expect(await stage.route(wanted.identity.handle)).toMatchObject({
      nodeId: 'n1',
      host,
      port,
      sessionId: wanted.sessionId,
      epoch: 1,
    });
    expect((await stage.news('n1')).claims).toEqual([{ sessionId: wanted.sessionId, epoch: 1, revision: 0 }]);
    await stage.release('n1', wanted);
    expect(await isOpen(port)).toBe(false);
    expect(await stage.route(wanted.identity.handle)).toBeNull();
    expect((await stage.news('n1')).claims).toEqual([]);
  });

  it('skips a port that somebody else has', async () => {
    const ports = await freePorts(3);
    await Promise.all([stage.node('n1', asRange(ports)), stage.node('n2', asRange(ports))]);
    const places = [
      await stage.claim('n1', claimFor()),
      await stage.claim('n2', claimFor()),
      await stage.claim('n1', claimFor()),
    ];
    expect(places.map(({ port }) => port).sort()).toEqual(ports);
    await expect(stage.claim('n2', claimFor())).rejects.toMatchObject({ code: 'no_capacity' });
  });

  it('refuses more than it has room for, and keeps nothing of what it refused', async () => {
    await stage.node('n1', { MIDSTATION_INGEST_CAPACITY: '1' });
    await stage.claim('n1', claimFor());
    const refused = claimFor();
    await expect(stage.claim('n1', refused)).rejects.toMatchObject({ code: 'no_capacity' });
    expect(await stage.route(refused.identity.handle)).toBeNull();
  });

  it('answers the same claim again the same, and a superseded one not at all', async () => {
    await Promise.all([stage.node('n1'), stage.node('n2')]);
    const wanted = claimFor();
    const [first, again] = await Promise.all([stage.claim('n1', wanted), stage.claim('n1', wanted)]);
    expect(again).toEqual(first);
    await stage.claim('n2', { ...wanted, epoch: 2 });
    await eventually(async () => expect((await stage.news('n1')).claims).toEqual([]));
    await expect(stage.claim('n1', wanted)).rejects.toMatchObject({ code: 'stale_claim' });
    await expect(stage.release('n1', wanted)).rejects.toMatchObject({ code: 'stale_claim' });
  });

  it('opens keys that were sealed for it, and refuses those of its last run, of another node and of other addresses', async () => {
    const before = await stage.node('n1');
    const target = await stage.destination();
    const wanted = claimFor([target]);
    const late = await stage.seal('n1', wanted.targets);
    await before.close();
    await Promise.all([stage.node('n1'), stage.node('n2')]);
    const ask = (sealedKeys: string, targets = wanted.targets): Promise<{ port: number }> =>
      stage.ask(nodeBus.claim, 'n1', { ...wanted, targets, sealedKeys });
    await expect(ask(late)).rejects.toMatchObject({ code: 'stale_key' });
    await expect(ask(await stage.seal('n2', wanted.targets))).rejects.toMatchObject({ code: 'stale_key' });
    const elsewhere = wanted.targets.map((each) => ({ ...each, url: 'rtmp://127.0.0.1:1/thief' }));
    const fresh = await stage.seal('n1', wanted.targets);
    await expect(ask(fresh, elsewhere)).rejects.toMatchObject({ code: 'invalid_request' });
    expect((await stage.news('n1')).claims).toEqual([]);
    const { port } = await ask(fresh);
    await stage.stream(port, wanted);
    await eventually(() => expect(target.keys).toEqual(['secret-0']));
  });

  it('refuses a claim while Redis is away, and frees the port', async () => {
    const ports = await freePorts(1);
    await stage.node('n1', asRange(ports));
    await stage.redis.pause();
    await expect(stage.claim('n1', claimFor())).rejects.toMatchObject({ code: 'unavailable' });
    await stage.redis.resume();
    const wanted = claimFor();
    await eventually(async () => expect((await stage.claim('n1', wanted)).port).toBe(ports[0]));
  });
});
