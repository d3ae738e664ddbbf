import { busParts, fillSubject, inboxOf, type BusPart, type Rpc, type Signal } from '@mid-station/contracts';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, startNats, type ServerProcess } from '../testing/index.js';
import { natsAuthorization, type NatsUser } from './nats-users.js';

const parts = Object.keys(busParts) as BusPart[];
const users = [
  ...parts.map((part) => ({ part, name: `${part}-1` })),
  { part: 'ingest' as const, name: 'ingest-2' },
].map((user): NatsUser => ({ ...user, password: `secret-of-${user.name}` }));
type Lists = { asks: readonly Rpc[]; answers: readonly Rpc[]; states: readonly Signal[]; hears: readonly Signal[] };
const of = (part: BusPart): Lists => busParts[part];
/** A subject for the node `ingest-1` and any user. */
const concrete = (subject: string): string => fillSubject(subject, { nodeId: 'ingest-1', userId: 'somebody' });

describe('NATS users with the permissions of their part', () => {
  let nats: ServerProcess;
  let folder: string;
  const open = new Map<string, NatsConnection>();
  const as = (instance: string): NatsConnection => open.get(instance)!;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mid-station-nats-users-'));
    await writeFile(join(folder, 'nats.conf'), natsAuthorization(users));
    nats = await startNats(['-c', join(folder, 'nats.conf')]);
    for (const { name, password } of users) {
      const inboxPrefix = inboxOf(name);
      open.set(name, await connect({ port: nats.port, user: name, pass: password, inboxPrefix, reconnect: false }));
    }
  });

  afterAll(async () => {
    for (const connection of open.values()) await connection.close();
    await nats.stop();
    await rm(folder, { recursive: true });
  });

  const refused = async (instance: string, subject: string): Promise<boolean> =>
    new Promise((resolve) => {
      const subscription = as(instance).subscribe(subject, { callback: (error) => void (error && resolve(true)) });
      void as(instance)
        .flush()
        .then(() => (subscription.unsubscribe(), resolve(false)));
    });

  it.each(parts.flatMap((part) => of(part).asks.map(({ subject }) => [part, subject] as const)))(
    'let %s ask %s, and get the answer',
    async (part, subject) => {
      const answerer = parts.find((each) => of(each).answers.some((answer) => answer.subject === subject))!;
      const [asked, connection] = [concrete(subject), as(`${answerer}-1`)];
      const subscription = connection.subscribe(asked, { callback: (_, message) => void message.respond('yes') });
      await connection.flush();
      expect((await as(`${part}-1`).request(asked, '', { timeout: 5_000 })).string()).toBe('yes');
      subscription.unsubscribe();
    },
  );

  it.each(parts.flatMap((part) => of(part).hears.map(({ subject }) => [part, subject] as const)))(
    'let %s hear %s',
    async (part, subject) => {
      const speaker = parts.find((each) => of(each).states.some((state) => state.subject === subject))!;
      let heard = 0;
      const subscription = as(`${part}-1`).subscribe(fillSubject(subject), { callback: () => void heard++ });
      await as(`${part}-1`).flush();
      await eventually(() => {
        as(`${speaker}-1`).publish(concrete(subject), 'news');
        expect(heard).toBeGreaterThan(0);
      });
      subscription.unsubscribe();
    },
  );

  it.each([
    ...['node.ingest-1.claim', 'node.*.claim', 'settings.plan.get', 'auth.ingest.get', 'event.session.*'],
    ...['_INBOX.orchestrator-1.>', '_INBOX.>', '>'],
  ])('keep a compromised node from listening to %s', async (subject) => {
    expect(await refused('ingest-2', subject)).toBe(true);
  });

  it.each([
    ['ingest-1', 'settings.plan.active'],
    ['ingest-1', 'node.ingest-2.release'],
    ['ingest-1', 'event.report.ingest-2'],
    ['ingest-1', 'event.node.ingest-2'],
    ['edge-1', 'auth.ingest.get'],
    ['gateway-1', 'settings.plan.active'],
    ['gateway-1', 'auth.ingest.identity'],
    ['settings-1', 'auth.login'],
    ['newcomer-1', 'live.nodes.list'],
    ['newcomer-1', 'event.node.ingest-1'],
    ['newcomer-1', '_INBOX.newcomer-1.answer'],
    ['ingest-1', 'live.nodes.place'],
  ])('keep %s from asking %s', async (instance, subject) => {
    const error = await as(instance)
      .request(subject, '', { timeout: 1_000 })
      .catch((caught: unknown) => caught);
    expect(String(error)).toMatch(/permission/i);
  });

  it.each([
    ...['node.newcomer-1.claim', 'node.*.claim', 'live.nodes.place', 'event.node.*'],
    ...['_INBOX.ingest-1.>', '_INBOX.>', '>'],
  ])('keep a node that has no place yet from listening to %s', async (subject) => {
    expect(await refused('newcomer-1', subject)).toBe(true);
  });

  it('keep strangers out', async () => {
    await expect(connect({ port: nats.port, reconnect: false })).rejects.toThrow(/auth/i);
  });
});
