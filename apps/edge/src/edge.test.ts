import { type MediaMessage } from '@mid-station/rtmp';
import { makeFlv, readFlv, startFfmpeg, TestEncoder, until } from '@mid-station/rtmp/testing';
import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EdgeUnderTest } from './testing/edge-under-test.js';
import { FakeNode } from './testing/fake-node.js';
import { hashOf } from './testing/hash.js';

const MEDIA = new Set([8, 9]);
const summary = ({ type, payload }: MediaMessage): string => `${type} ${payload.toString('base64')}`;
const media = (messages: readonly MediaMessage[]): string[] =>
  messages.filter(({ type }) => MEDIA.has(type)).map(summary);

describe('the edge with a real encoder', () => {
  let directory: string;
  let source: string;
  let sent: string[];
  let edge: EdgeUnderTest;
  const nodes: FakeNode[] = [];
  const encoders: ChildProcess[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'edge-'));
    source = join(directory, 'source.flv');
    await makeFlv(source, { seconds: 6 });
    sent = media(readFlv(await readFile(source)));
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  beforeEach(async () => {
    edge = await EdgeUnderTest.start();
    nodes.push(await FakeNode.start('node-a'), await FakeNode.start('node-b'));
  });

  afterEach(async () => {
    for (const encoder of encoders.splice(0)) encoder.kill('SIGKILL');
    for (const node of nodes.splice(0)) node.kill();
    await edge.close();
  });

  const publish = (
    path: string,
    { realtime = false } = {},
  ): { encoder: ChildProcess; exited: Promise<[number | null, string | null]> } => {
    const pace = realtime ? ['-re'] : [];
    const encoder = startFfmpeg([...pace, '-i', source, '-c', 'copy', '-f', 'flv', edge.url(path)]);
    encoders.push(encoder);
    return { encoder, exited: once(encoder, 'exit') as Promise<[number | null, string | null]> };
  };

  it('carries every message to the node of the route, with the address of the encoder', async () => {
    const [node] = nodes as [FakeNode];
    await edge.routes.acquire(node.route('ada', 'secret'));
    await publish('ada/secret').exited;
    await until(() => node.received[0]?.closed !== undefined);
    const [received] = node.received;
    expect(media(received!.media)).toEqual(sent);
    expect(received!.request).toMatchObject({ app: 'ada', streamName: 'secret' });
    expect(received!.session.remoteAddress).toBe('127.0.0.1');
  });

  it('sends two streamers to their own nodes through one port', async () => {
    const [a, b] = nodes as [FakeNode, FakeNode];
    await edge.routes.acquire(a.route('ada', 'key-a'));
    await edge.routes.acquire(b.route('bob', 'key-b'));
    await Promise.all([publish('ada/key-a').exited, publish('bob/key-b').exited]);
    await until(() => a.received[0]?.closed !== undefined && b.received[0]?.closed !== undefined);
    expect(a.received.map(({ request }) => request?.app)).toEqual(['ada']);
    expect(b.received.map(({ request }) => request?.app)).toEqual(['bob']);
  });

  it.each([
    ['a wrong key', 'ada/wrong'],
    ['the key of another handle', 'bob/secret'],
    ['an unknown handle', 'nobody/secret'],
  ])(
    'refuses %s before a byte reaches a node',
    async (_, path) => {
      const [node] = nodes as [FakeNode];
      await edge.routes.acquire(node.route('ada', 'secret'));
      await edge.routes.acquire(node.route('bob', 'other'));
      const [code] = await publish(path).exited;
      expect(code).not.toBe(0);
      expect(node.received).toEqual([]);
    },
    30_000,
  );

  it('holds a publish while its node is being claimed', async () => {
    const [node] = nodes as [FakeNode];
    edge.bus.onKnock = () => ({ decision: 'hold' });
    const { exited } = publish('ada/secret');
    await until(() => edge.bus.knocks.length === 1);
    expect(edge.bus.knocks).toEqual([{ handle: 'ada', keyHash: hashOf('secret'), remote: '127.0.0.1' }]);
    await edge.routes.acquire(node.route('ada', 'secret'));
    await exited;
    await until(() => node.received[0]?.closed !== undefined);
    expect(media(node.received[0]!.media)).toEqual(sent);
  });

  it('keeps the encoder when its node dies and goes on at a keyframe on the next node', async () => {
    const [a, b] = nodes as [FakeNode, FakeNode];
    const route = a.route('ada', 'secret');
    await edge.routes.acquire(route);
    const { exited } = publish('ada/secret', { realtime: true });
    await until(() => (a.received[0]?.media.length ?? 0) > 60);
    a.kill();
    await until(() => edge.bus.suspected.length > 0);
    expect(edge.bus.suspected[0]).toMatchObject({ nodeId: 'node-a', epoch: 1 });
    await edge.routes.acquire({ ...route, nodeId: 'node-b', port: b.port, epoch: 2 });
    expect(await exited).toEqual([0, null]);
    await until(() => b.received[0]?.closed !== undefined);
    const after = media(b.received[0]!.media);
    const from = sent.indexOf(after[2]!);
    expect(from).toBeGreaterThan(60);
    expect(after.slice(2)).toEqual(sent.slice(from));
  });

  it('lets an encoder that stays connected while it is stopped go on, with what the node answers', async () => {
    const [node] = nodes as [FakeNode];
    await edge.routes.acquire(node.route('ada', 'secret'));
    const encoder = await TestEncoder.publish(edge.ports.rtmp, 'secret', 'ada');
    await encoder.whenStatus('NetStream.Publish.Start');
    encoder.command('FCUnpublish', 4, null, 'secret');
    encoder.command('deleteStream', 5, null, 1);
    encoder.command('createStream', 6, null);
    await until(() => encoder.commands.some(({ transactionId }) => transactionId === 6));
    encoder.commandOn(2, 'publish', 7, null, 'secret', 'live');
    await until(() => encoder.statuses.length === 2);
    encoder.message(9, Buffer.from('again'), 0, 2);
    await until(() => node.received[0]!.media.length === 1);
    expect(node.received).toHaveLength(1);
    encoder.destroy();
  });

  it('loses nothing when the route moves while the old node still lives', async () => {
    const [a, b] = nodes as [FakeNode, FakeNode];
    const route = a.route('ada', 'secret');
    await edge.routes.acquire(route);
    const { exited } = publish('ada/secret', { realtime: true });
    await until(() => (a.received[0]?.media.length ?? 0) > 60);
    await edge.routes.acquire({ ...route, nodeId: 'node-b', port: b.port, epoch: 2 });
    await exited;
    await until(() => b.received[0]?.closed !== undefined && a.received[0]?.closed !== undefined);
    const [before, after] = [media(a.received[0]!.media), media(b.received[0]!.media)];
    expect([...before, ...after.slice(2)]).toEqual(sent);
  });
});
