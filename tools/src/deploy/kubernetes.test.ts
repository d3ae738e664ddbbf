import { busParts, fillSubject, inboxOf, type BusPart, type Rpc } from '@mid-station/contracts';
import { connectRedis, type RedisClient } from '@mid-station/service';
import { ServerProcess, testLog } from '@mid-station/service/testing';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KUBERNETES_NODES_MAX } from './access-files.js';
import { Cluster, type Pod } from './testing/kubernetes.js';

const SERVICES = ['auth', 'settings', 'orchestrator', 'gateway', 'edge'] as const;
const NODES = ['ingest-0', 'ingest-1', `ingest-${KUBERNETES_NODES_MAX - 1}`];
const POD_NAMES = [...SERVICES, ...NODES];

/** Servers with the configuration of the manifests, and connections as the pods make them: no cluster has a part in it. */
describe('pods in Kubernetes', () => {
  let folder: string;
  let cluster: Cluster;
  let pods: Pod[];
  let nats: ServerProcess;
  let redis: ServerProcess;
  const open = new Map<string, NatsConnection>();
  const clients = new Map<string, RedisClient>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mid-station-kubernetes-'));
    cluster = await Cluster.make(folder);
    pods = [
      ...SERVICES.map((app) => cluster.pod(app, `${app}-x`)),
      ...NODES.map((name) => cluster.pod('ingest', name)),
    ];
    nats = await startNats(cluster.pod('nats', 'nats-0'));
    redis = await startRedis(cluster.pod('redis', 'redis-0'));
    for (const pod of pods) {
      open.set(nameOf(pod), await connectPod(pod));
      const url = pod.env['MIDSTATION_REDIS_URL'];
      if (url)
        clients.set(nameOf(pod), await connectRedis(url.replace('redis:6379', `127.0.0.1:${redis.port}`), testLog));
    }
  });
  afterAll(async () => {
    for (const connection of open.values()) await connection.close();
    for (const client of clients.values()) client.destroy();
    await Promise.all([nats.stop(), redis.stop()]);
    await rm(folder, { recursive: true });
  });

  const connectPod = (pod: Pod): Promise<NatsConnection> => {
    const { username: user, password: pass, host } = new URL(natsUrl(pod));
    expect(host).toBe('nats:4222');
    return connect({ port: nats.port, user, pass, inboxPrefix: inboxOf(user), reconnect: false });
  };
  const isRefused = (name: string, subject: string): Promise<boolean> =>
    new Promise((resolve) => {
      const connection = open.get(name)!;
      const subscription = connection.subscribe(subject, { callback: (error) => void (error && resolve(true)) });
      void connection.flush().then(() => (subscription.unsubscribe(), resolve(false)));
    });

  it.each(POD_NAMES)('lets %s ask what it has to ask, and whom it asks answer', async (asker) => {
    for (const [subject, answerer] of questionsOf(asker)) {
      const connection = open.get(answerer)!;
      const subscription = connection.subscribe(subject, { callback: (_, message) => void message.respond(answerer) });
      await connection.flush();
      expect((await open.get(asker)!.request(subject, '', { timeout: 10_000 })).string()).toBe(answerer);
      subscription.unsubscribe();
    }
  });

  it('lets the orchestrator hear each node under its name', async () => {
    for (const name of NODES) {
      const heard = new Promise<string>((resolve) => {
        open.get('orchestrator')!.subscribe(`event.node.${name}`, { callback: (_, { subject }) => resolve(subject) });
      });
      await open.get('orchestrator')!.flush();
      open.get(name)!.publish(`event.node.${name}`, 'news');
      expect(await heard).toBe(`event.node.${name}`);
    }
  });

  it.each(['node.ingest-1.claim', 'node.*.claim', 'node.>', 'settings.plan.get', '_INBOX.ingest-1.>', '>'])(
    'keeps a node from listening to %s',
    async (subject) => expect(await isRefused('ingest-0', subject)).toBe(true),
  );

  it('lets each part do in Redis what it has to do there, and no more', async () => {
    const [node, edge, gateway] = ['ingest-0', 'edge', 'gateway'].map((name) => clients.get(name)!);
    await node!.set('midstation:route:ada', 'here');
    expect(await edge!.get('midstation:route:ada')).toBe('here');
    await expect(edge!.set('midstation:route:ada', 'elsewhere')).rejects.toThrow(/NOPERM/);
    await gateway!.set('rate:1', '1');
    await expect(gateway!.get('midstation:route:ada')).rejects.toThrow(/NOPERM/);
    expect([...clients.keys()].sort()).toEqual(['edge', 'gateway', ...NODES].sort());
  });

  it('are given no password of another', () => {
    const { nats: ofNats, redis: ofRedis } = Object.fromEntries(cluster.secrets);
    const passwords = Object.entries({ ...ofNats, ...ofRedis });
    expect(passwords).toHaveLength(SERVICES.length + KUBERNETES_NODES_MAX + 3);
    for (const pod of pods) {
      const given = JSON.stringify([pod.env, pod.files]);
      const known = passwords.filter(([, password]) => given.includes(password)).map(([name]) => name);
      const own = [nameOf(pod), pod.app].map((name) => name.toUpperCase().replace('-', '_'));
      expect([`NATS_PASSWORD_${own[0]}`, `REDIS_PASSWORD_${own[1]}`]).toEqual(expect.arrayContaining(known));
      expect(known).toContain(`NATS_PASSWORD_${own[0]}`);
    }
  });

  it('get in with nothing but their password', async () => {
    for (const { user, pass } of [{ user: 'ingest-0', pass: 'guessed' }, { user: 'ingest-32', pass: '' }, {}])
      await expect(connect({ port: nats.port, user, pass, reconnect: false })).rejects.toThrow(/auth/i);
  });

  const startNats = ({ container, env, files }: Pod): Promise<ServerProcess> =>
    ServerProcess.start('kubernetes-nats', 'nats', async (port, work) => {
      const config = files['/etc/nats/nats.conf']!;
      const here = config
        .replace('"/data"', JSON.stringify(work))
        .replace('http_port: 8222', `listen: "127.0.0.1:${port}"`);
      await writeFile(join(work, 'nats.conf'), here);
      const args = (container.args as string[]).map((arg) => arg.replace('/etc/nats', work));
      return { file: 'env', args: [...assignments(env), 'nats-server', ...args] };
    });

  const startRedis = ({ container, env, files }: Pod): Promise<ServerProcess> =>
    ServerProcess.start('kubernetes-redis', 'redis', async (port, work) => {
      await mkdir(join(work, 'etc'));
      await writeFile(
        join(work, 'etc', 'redis.conf'),
        `${files['/etc/redis/redis.conf']}port ${port}\nbind 127.0.0.1\n`,
      );
      const [shell, option, script] = container.command as [string, string, string];
      const here = script.replaceAll('/tmp/', `${work}/`).replaceAll('/etc/redis/', `${work}/etc/`);
      return { file: 'env', args: [...assignments(env), shell, option, here] };
    });
});

const assignments = (env: Record<string, string>): string[] =>
  Object.entries(env).map(([name, value]) => `${name}=${value}`);

/** Who the pod is for NATS: a node has a user of its own. */
const nameOf = ({ app, name }: Pod): string => (app === 'ingest' ? name : app);

/** As entrypoint.sh finds it. */
function natsUrl({ env, files }: Pod): string {
  const file = env['MIDSTATION_NATS_URL_FILE'];
  return (file === undefined ? env['MIDSTATION_NATS_URL'] : files[file])!;
}

/** What a pod asks, each with the pod that answers: nodes are asked by their names. */
function questionsOf(asker: string): [subject: string, answerer: string][] {
  const asks: readonly Rpc[] = busParts[partOf(asker)].asks;
  return asks.flatMap(({ subject }) => {
    const answerers = subject.includes('{nodeId}') ? NODES : POD_NAMES.filter((name) => answers(name, subject));
    return answerers.map((name): [string, string] => [fillSubject(subject, { nodeId: name }), name]);
  });
}

const partOf = (name: string): BusPart => (name.startsWith('ingest') ? 'ingest' : (name as BusPart));

function answers(name: string, subject: string): boolean {
  return (busParts[partOf(name)].answers as readonly Rpc[]).some((each) => each.subject === subject);
}
