import { authBus, liveBus, type Session, type SessionStats, type TargetStatus } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { randomUUID } from 'node:crypto';
import { EVENT_STREAMS_PER_USER } from '../limits.js';
import { sessionOf, TestGateway } from '../testing/test-gateway.js';

interface Heard {
  events: { event: string; data: unknown }[];
  ended: boolean;
  status: number;
  leave: () => void;
}

describe('the event stream', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start({ MIDSTATION_RATE_LIMIT_FACTOR: '100' });
  });

  afterAll(() => gateway.stop());

  beforeEach(() => {
    gateway.userId = randomUUID();
    gateway.session = null;
  });

  const listen = async (seconds = 600, signInId = randomUUID()): Promise<Heard> => {
    const control = new AbortController();
    const token = await gateway.accessToken({ seconds, signInId });
    const response = await gateway.fetch('/api/events', { token, signal: control.signal });
    const heard: Heard = { events: [], ended: false, status: response.status, leave: () => control.abort() };
    const read = async (): Promise<void> => {
      let text = '';
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        const blocks = (text + chunk).split('\n\n');
        text = blocks.pop()!;
        heard.events.push(...blocks.map(parseEvent));
      }
    };
    read().then(
      () => (heard.ended = true),
      () => (heard.ended = true),
    );
    return heard;
  };

  const tell = (session: Session): void => {
    gateway.services.publish(liveBus.sessionChanged, session, { userId: gateway.userId });
  };

  const node = { id: 'n1', host: '127.0.0.1', port: 20_000 };
  const sayNumbers = (stats: SessionStats, nodeId = node.id): void => {
    gateway.services.publish(liveBus.stats, { ...stats, nodeId }, { nodeId, userId: gateway.userId });
  };

  it('starts with the current session and goes on with each change and the numbers', async () => {
    gateway.session = sessionOf({ node });
    const heard = await listen();
    await eventually(() => expect(heard.events).toHaveLength(1));
    const changed = { ...gateway.session, state: 'live' as const };
    tell(changed);
    const stats = { sessionId: changed.id, at: changed.createdAt, publisher: null, targets: [] };
    sayNumbers(stats);
    await eventually(() =>
      expect(heard.events).toEqual([
        { event: 'session', data: gateway.session },
        { event: 'session', data: changed },
        { event: 'stats', data: stats },
      ]),
    );
    heard.leave();
  });

  it("tells the numbers of the session's node with what was counted on nodes before it, and never less than before", async () => {
    const target = aTarget({ bytesSent: 1_000 });
    const counted = { targetId: target.targetId, bytesSent: 900, framesDropped: 4, reconnects: 1 };
    gateway.session = sessionOf({ state: 'live', node, targets: [target], countedBefore: [counted] });
    const heard = await listen();
    await eventually(() => expect(heard.events).toHaveLength(1));
    const say = (bytesSent: number, nodeId?: string): void => {
      const { id: sessionId, createdAt: at } = gateway.session!;
      sayNumbers({ sessionId, at, publisher: null, targets: [{ ...target, bytesSent }] }, nodeId);
    };
    say(5_000, 'n2');
    for (const bytesSent of [150, 20, 200]) say(bytesSent);
    const whole = { framesDropped: 4, reconnects: 1 };
    await eventually(() =>
      expect(heard.events.slice(1)).toMatchObject([
        { event: 'stats', data: { targets: [{ ...whole, bytesSent: 1_050 }] } },
        { event: 'stats', data: { targets: [{ ...whole, bytesSent: 1_100 }] } },
      ]),
    );
    heard.leave();
  });

  it('says nothing of other users', async () => {
    const heard = await listen();
    gateway.services.publish(liveBus.sessionChanged, sessionOf(), { userId: '00000000-0000-4000-8000-000000000001' });
    const mine = sessionOf();
    tell(mine);
    await eventually(() => expect(heard.events).toEqual([{ event: 'session', data: mine }]));
    heard.leave();
  });

  it('tells every stream of a user, and goes on for one when the other leaves', async () => {
    const [one, two] = [await listen(), await listen()];
    tell(sessionOf());
    await eventually(() => expect([one.events.length, two.events.length]).toEqual([1, 1]));
    one.leave();
    await eventually(() => expect(one.ended).toBe(true));
    tell(sessionOf());
    await eventually(() => expect(two.events).toHaveLength(2));
    two.leave();
  });

  it('ends at once with the sign-in, everywhere it is open, and with the account', async () => {
    const [signInId, account] = [randomUUID(), gateway.userId];
    const [out, here] = [await listen(600, signInId), await listen()];
    gateway.services.publish(authBus.accessEnded, { accessIds: [signInId] });
    await eventually(() => expect(out.ended).toBe(true));
    expect(here.ended).toBe(false);
    gateway.services.publish(authBus.userDeleted, { userId: account });
    await eventually(() => expect(here.ended).toBe(true));
  });

  it('ends at once with the API token that it was asked with', async () => {
    const token = gateway.apiToken('read');
    const response = await gateway.fetch('/api/events', { token });
    gateway.services.publish(authBus.accessEnded, { accessIds: [gateway.apiTokenId] });
    expect(await response.text()).not.toMatch('event:');
  });

  it('ends when the access token does', async () => {
    const heard = await listen(1);
    expect(heard.status).toBe(200);
    await eventually(() => expect(heard.ended).toBe(true));
  });

  it('begins even while nobody can say what is live, and then tells what the nodes say', async () => {
    const alone = await TestGateway.start();
    await alone.fetch('/api/settings', { token: await alone.accessToken() });
    await alone.services.close();
    const response = await alone.fetch('/api/events', { token: await alone.accessToken() });
    expect(response.status).toBe(200);
    await alone.stop();
  });

  it('is bounded per user', async () => {
    const many = await Promise.all(Array.from({ length: EVENT_STREAMS_PER_USER }, () => listen()));
    const token = await gateway.accessToken();
    const response = await gateway.fetch('/api/events', { token });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'quota_exceeded' });
    for (const each of many) each.leave();
    await eventually(async () => {
      const again = await listen();
      again.leave();
      expect(again.status).toBe(200);
    });
  });
});

const aTarget = (changes: Partial<TargetStatus>): TargetStatus => ({
  targetId: randomUUID(),
  name: 'One',
  platform: 'custom',
  state: 'live',
  since: new Date().toISOString(),
  attempt: 0,
  nextRetryAt: null,
  lastError: null,
  bitrateKbps: 5_000,
  bytesSent: 0,
  framesDropped: 0,
  reconnects: 0,
  ...changes,
});

function parseEvent(block: string): { event: string; data: unknown } {
  const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(block)!;
  return { event: event!, data: JSON.parse(data!) };
}
