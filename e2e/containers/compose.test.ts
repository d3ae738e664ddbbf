import { liveBus, type Node } from '@mid-station/contracts';
import type { Bus } from '@mid-station/service';
import { NODE_PLACES_MAX, nodeOfPlace, placePassword } from '@mid-station/service/access';
import { eventually, testBus } from '@mid-station/service/testing';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { join } from 'node:path';
import { Compose, end, type Container } from './compose.js';

/** Processes that start on a busy machine, in milliseconds. */
const START_LIMIT_MS = 45_000;

describe('nodes of docker compose, which are all started alike', () => {
  let compose: Compose;
  let gateway: Bus;
  let nodes: Container[];
  const volume = (copy: number): string => join(compose.folder, `volume-${copy}`);
  const startNode = (copy: number): Promise<Container> => compose.spawn('ingest', volume(copy));

  beforeAll(async () => {
    compose = await Compose.start();
    // Nodes first: whoever gives places may come later.
    nodes = await Promise.all([startNode(1), startNode(2)]);
    await compose.spawn('orchestrator', volume(0));
    gateway = await testBus(compose.natsUrl('gateway'));
  });
  afterAll(async () => {
    await gateway.close();
    await compose.stop();
  });

  const nodeList = async (): Promise<Node[]> => gateway.request(liveBus.nodes, {});
  /** The name that a node says it was given. */
  const nameOf = ({ output }: Container): Promise<string> =>
    eventually(() => {
      const line = output.find((each) => each.includes('has its place among the nodes'));
      return (JSON.parse(line!) as { nodeId: string }).nodeId;
    }, START_LIMIT_MS);
  const ready = (names: string[]): Promise<void> =>
    eventually(async () => {
      const list = await nodeList();
      expect(list.map(({ id, state }) => `${id} ${state}`)).toEqual(names.map((name) => `${name} ready`));
    }, START_LIMIT_MS);
  const connectAs = (name: string, password: string): Promise<NatsConnection> =>
    connect({ port: compose.nats.port, user: name, pass: password, reconnect: false });
  const asNode = (name: string): Promise<NatsConnection> =>
    connectAs(name, placePassword(compose.secrets['NATS_PLACES_SECRET']!, name));

  it('have a name each, and do their work with it', async () => {
    const names = await Promise.all(nodes.map(nameOf));
    expect([...names].sort()).toEqual(['node-1', 'node-2']);
    await ready(['node-1', 'node-2']);
    for (const { output } of compose.containers) expect(output.join('\n')).not.toContain('NATS refused something');
  });

  it('have the same name after a restart', async () => {
    const names = await Promise.all(nodes.map(nameOf));
    await end(nodes[0]!, 'SIGKILL');
    nodes[0] = await startNode(1);
    expect(await nameOf(nodes[0])).toBe(names[0]);
    await ready(['node-1', 'node-2']);
  });

  it('hear what they are told themselves, and not what another is', async () => {
    const connection = await asNode('node-1');
    const isRefused = (subject: string): Promise<boolean> =>
      new Promise((resolve) => {
        connection.subscribe(subject, { callback: (error) => void (error && resolve(true)) });
        void connection.flush().then(() => resolve(false));
      });
    const subjects = ['node.node-1.claim', 'node.node-2.claim', 'node.*.claim', 'node.>', 'settings.plan.get'];
    expect(await Promise.all(subjects.map(isRefused))).toEqual([false, true, true, true, true]);
    await connection.close();
  });

  it('can be as many as there are places, each with its own password only', async () => {
    const last = nodeOfPlace(NODE_PLACES_MAX);
    await (await asNode(last)).close();
    await expect(asNode(nodeOfPlace(NODE_PLACES_MAX + 1))).rejects.toThrow(/auth/i);
    const { NATS_PLACES_SECRET: secret, NATS_PASSWORD_NEWCOMER: shared } = compose.secrets;
    await expect(connectAs('node-1', placePassword(secret!, 'node-2'))).rejects.toThrow(/auth/i);
    await expect(connectAs('node-1', shared!)).rejects.toThrow(/auth/i);
    await expect(connectAs('NODE_NAME', 'NODE_PASSWORD')).rejects.toThrow(/auth/i);
  });
});
