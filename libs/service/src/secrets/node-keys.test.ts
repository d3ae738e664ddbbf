import { planTargetSchema, type RelayTarget } from '@mid-station/contracts';
import { randomUUID } from 'node:crypto';
import { NodeKeys, sealForNode } from './node-keys.js';

const target = (targetId: string, key: string): RelayTarget => ({
  ...{ targetId, key, name: 'Name', platform: 'custom', url: 'rtmp://live.example/app', enabled: true },
});
const targets = [target(randomUUID(), 'live_123?a=ü'), target(randomUUID(), 'live_456')];

describe('keys sealed for a node', () => {
  let node: NodeKeys;
  beforeAll(async () => void (node = await NodeKeys.make('n1')));

  const seal = async (to = node, nodeId = 'n1'): Promise<string> =>
    (await sealForNode({ nodeId, publicKey: to.publicKey }, targets))!;
  const withoutKeys = targets.map((each) => planTargetSchema.parse(each));

  it('are opened by it, each for its target', async () => {
    expect(await node.open(await seal(), withoutKeys)).toEqual(targets);
  });

  it('never look the same twice, and show nothing', async () => {
    const text = await seal();
    expect(text).not.toBe(await seal());
    expect(Buffer.from(text.split('.')[2]!, 'base64url').toString('latin1')).not.toContain('live_');
  });

  it('are refused as stale by the same node after a restart', async () => {
    const restarted = await NodeKeys.make('n1');
    await expect(restarted.open(await seal(), withoutKeys)).rejects.toMatchObject({ code: 'stale_key' });
  });

  it('do not open for another node, changed, or for other targets and addresses', async () => {
    const refused = { code: 'invalid_request' };
    const other = await NodeKeys.make('n2');
    const relabelled = (await seal()).replace(/\.\w+\./, `.${(await seal(other)).split('.')[1]}.`);
    await expect(other.open(relabelled, withoutKeys)).rejects.toMatchObject(refused);
    await expect(node.open(await seal(node, 'n2'), withoutKeys)).rejects.toMatchObject(refused);
    const sealed = await seal();
    const head = sealed.slice(0, 'v1.00000000.'.length);
    for (const changed of [sealed.slice(0, -4), `${head}AAAA`, `${head}${'A'.repeat(200)}`]) {
      await expect(node.open(changed, withoutKeys)).rejects.toMatchObject(refused);
    }
    const [first, second] = withoutKeys;
    await expect(node.open(await seal(), [second!, first!])).rejects.toMatchObject(refused);
    const elsewhere = [{ ...first!, url: 'rtmp://thief.example/app' }, second!];
    await expect(node.open(await seal(), elsewhere)).rejects.toMatchObject(refused);
  });

  it('are opened in the order they came in', async () => {
    const order: number[] = [];
    const texts = await Promise.all(Array.from({ length: 8 }, () => seal()));
    await Promise.all(texts.map((text, index) => node.open(text, withoutKeys).then(() => order.push(index))));
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('go to no key that is none', async () => {
    const publicKey = Buffer.concat([Buffer.from([4]), Buffer.alloc(64)]).toString('base64url');
    expect(await sealForNode({ nodeId: 'n1', publicKey }, targets)).toBeNull();
  });
});
