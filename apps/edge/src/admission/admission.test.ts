import { AppError, STRANGER_DESCRIPTION } from '@mid-station/contracts';
import { MemoryRouteTable, type RouteTable, RouteTableUnavailable } from '@mid-station/route-table';
import { FakeBus, STRANGER } from '../testing/edge-under-test.js';
import { hashOf } from '../testing/hash.js';
import { routeTo } from '../testing/route-to.js';
import { Doorbook } from './admission.js';

const signal = new AbortController().signal;
const credentials = { handle: 'ada', keyHash: hashOf('key') };
const away = { refusal: { kind: 'away', description: expect.stringContaining('Try again') as string } };

describe('deciding about a publish', () => {
  let routes: MemoryRouteTable;
  let bus: FakeBus;
  let doorbook: Doorbook;

  beforeEach(() => {
    routes = new MemoryRouteTable();
    bus = new FakeBus();
    doorbook = new Doorbook(routes, bus, 50);
  });

  afterEach(() => routes.close());

  it('gives the route to whoever has the key, without asking anybody', async () => {
    const route = routeTo({ handle: 'ada', key: 'key' });
    await routes.acquire(route);
    expect(await doorbook.admit(credentials, signal)).toEqual({ route });
    expect(bus.knocks).toEqual([]);
  });

  it('refuses a wrong key like an unknown handle', async () => {
    await routes.acquire(routeTo({ handle: 'ada', key: 'other' }));
    const wrongKey = await doorbook.admit(credentials, signal);
    const nobody = { decision: 'refuse', description: STRANGER_DESCRIPTION, reason: 'stranger' } as const;
    bus.onKnock = () => nobody;
    expect(await doorbook.admit({ ...credentials, handle: 'nobody' }, signal)).toEqual(wrongKey);
    expect(await doorbook.admit(null, signal)).toEqual(wrongKey);
  });

  it('passes on why there is no session', async () => {
    bus.onKnock = () => ({ decision: 'refuse', description: 'Press Go Live.', reason: 'not_ready' });
    expect(await doorbook.admit(credentials, signal)).toEqual({
      refusal: { kind: 'not_ready', description: 'Press Go Live.' },
    });
  });

  it('checks the key again with the route it waited for', async () => {
    bus.onKnock = () => ({ decision: 'hold' });
    const admission = doorbook.admit(credentials, signal);
    await routes.acquire(routeTo({ handle: 'ada', key: 'rotated meanwhile' }));
    expect(await admission).toMatchObject({ refusal: { kind: 'stranger' } });
  });

  it('says "try again" when the route does not come in time', async () => {
    bus.onKnock = () => ({ decision: 'hold' });
    expect(await doorbook.admit(credentials, signal)).toMatchObject(away);
  });

  it('stops waiting when the encoder is gone', async () => {
    bus.onKnock = () => ({ decision: 'hold' });
    const patient = new Doorbook(routes, bus, 60_000);
    const gone = new AbortController();
    const admission = patient.admit(credentials, gone.signal);
    gone.abort();
    expect(await admission).toMatchObject(away);
  });

  it('says "try again" when the bus is away', async () => {
    bus.onKnock = () => Promise.reject(new AppError('unavailable', 'away'));
    expect(await doorbook.admit(credentials, signal)).toMatchObject(away);
  });

  it('says "try again" when the route table is away', async () => {
    const lookup = (): Promise<never> => Promise.reject(new RouteTableUnavailable('away'));
    const broken = { lookup } as unknown as RouteTable;
    bus.onKnock = () => STRANGER;
    expect(await new Doorbook(broken, bus).admit(credentials, signal)).toMatchObject(away);
  });

  it('hides no bug of ours behind "try again"', async () => {
    bus.onKnock = () => Promise.reject(new TypeError('a bug'));
    await expect(doorbook.admit(credentials, signal)).rejects.toThrow('a bug');
  });
});
