import { liveBus } from '@mid-station/contracts';
import { PlaceKey } from '@mid-station/service';
import { NODE_PLACES_MAX, placePassword } from '@mid-station/service/access';
import { eventually } from '@mid-station/service/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stage } from '../testing/stage.js';

const SECRET = 'the secret that places are made of';

describe('places for nodes', () => {
  const stage = Stage.forEach();
  let folder: string;
  let keys = 0;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'mid-station-places-'))));
  afterAll(() => rm(folder, { recursive: true }));

  const newKey = (): Promise<PlaceKey> => PlaceKey.load(join(folder, `${keys++}`));
  const ask = ({ publicKey }: PlaceKey): Promise<{ nodeId: string; sealedPassword: string }> =>
    stage.bus.request(liveBus.takePlace, { publicKey });
  const orchestrator = (secret = SECRET): Promise<unknown> => stage.orchestrator({ MIDSTATION_PLACES_SECRET: secret });
  /** As if so many had been given with the same secret. */
  const given = (count: number): Promise<unknown> =>
    stage.query(
      `INSERT INTO node_place (secret_id, number, public_key)
       SELECT secret_id, number + one, 'of ' || one FROM node_place, generate_series(1, $1::int) AS one`,
      [count - 1],
    );

  it('are given with a password that only the asker can read', async () => {
    await orchestrator();
    const [first, second] = [await newKey(), await newKey()];
    const { nodeId, sealedPassword } = await ask(first);
    expect(nodeId).toBe('node-1');
    expect(await first.open(sealedPassword, nodeId)).toBe(placePassword(SECRET, 'node-1'));
    await expect(second.open(sealedPassword, nodeId)).rejects.toMatchObject({ code: 'invalid_request' });
    expect((await ask(second)).nodeId).toBe('node-2');
  });

  it('stay those of the key that asked first, however often it asks', async () => {
    await orchestrator();
    const key = await newKey();
    const { nodeId } = await ask(key);
    await ask(await newKey());
    const again = await Promise.all(Array.from({ length: 5 }, () => ask(key)));
    expect(again.map((place) => place.nodeId)).toEqual(Array(5).fill(nodeId));
  });

  it('are each given once when two copies are asked by many at the same time', async () => {
    await Promise.all([orchestrator(), orchestrator()]);
    const asking = await Promise.all(Array.from({ length: 12 }, newKey));
    // A stalled database may cost an answer; to ask again costs no place.
    const places = await Promise.all([...asking, ...asking].map((key) => eventually(() => ask(key))));
    expect(new Set(places.map(({ nodeId }) => nodeId)).size).toBe(asking.length);
    for (const [index, key] of asking.entries()) {
      const [one, other] = [places[index]!, places[index + asking.length]!];
      expect(other.nodeId).toBe(one.nodeId);
      expect(await key.open(other.sealedPassword, one.nodeId)).toBe(placePassword(SECRET, one.nodeId));
    }
  });

  it('run out with an error that says what to do; those who have one keep it', async () => {
    await orchestrator();
    const key = await newKey();
    await ask(key);
    await given(NODE_PLACES_MAX);
    const error = { code: 'quota_exceeded', detail: expect.stringContaining('docs/operations.md') as string };
    await expect(ask(await newKey())).rejects.toMatchObject(error);
    expect((await ask(key)).nodeId).toBe('node-1');
  });

  it('begin anew with another secret', async () => {
    const copy = await stage.orchestrator({ MIDSTATION_PLACES_SECRET: SECRET });
    await Promise.all([ask(await newKey()), ask(await newKey())]);
    await copy.close();
    await orchestrator('another secret that places are made of');
    expect((await ask(await newKey())).nodeId).toBe('node-1');
  });

  it('are not given where nodes have their names already', async () => {
    await stage.orchestrator();
    await expect(ask(await newKey())).rejects.toMatchObject({ code: 'not_found' });
  });
});
