import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RelayTarget, settingOptionsSchema } from '@mid-station/contracts';
import { makeFlv, startFfmpeg, until } from '@mid-station/rtmp/testing';
import { Relay } from '../relay.js';
import { Cleanup } from '../testing/cleanup.js';
import { startIngest } from '../testing/ingest.js';
import { makeOptions, makeTarget } from '../testing/relay-setup.js';
import { RtmpDestination } from '../testing/rtmp-destination.js';
import { FlushTicker } from '../ticker/flush-ticker.js';

/** Milliseconds that an edit may add to the longest gap between two packets at a target that it does not concern. */
const EDIT_GAP_MS_MAX = 50;

describe('edits under a real encoder', () => {
  let directory: string;
  let source: string;
  const cleanup = new Cleanup();
  const ticker = new FlushTicker();

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'relay-edits-'));
    source = join(directory, 'source.flv');
    await makeFlv(source, { seconds: 8 });
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));
  afterEach(() => cleanup.run());

  const startDestination = async (): Promise<RtmpDestination> => {
    const destination = await RtmpDestination.start();
    cleanup.add(() => destination.close());
    return destination;
  };
  const startRelay = async (targets: RelayTarget[]): Promise<Relay> => {
    const relay = new Relay(makeOptions({ targets, ticker }));
    cleanup.add(() => relay.close('lost'));
    const ingest = await startIngest(relay);
    cleanup.add(() => ingest.close());
    const encoder = startFfmpeg(['-re', '-i', source, '-c', 'copy', '-f', 'flv', ingest.url]);
    cleanup.add(() => encoder.kill('SIGKILL'));
    return relay;
  };

  it('take effect within a second and leave no gap at the target beside them', async () => {
    const [watched, edited, added, control] = await Promise.all([0, 1, 2, 3].map(startDestination));
    const stays = makeTarget(watched!.address);
    const changes = makeTarget(edited!.address);
    const relay = await startRelay([stays, changes]);
    const undisturbed = await startRelay([makeTarget(control!.address)]);
    await until(() =>
      [relay, undisturbed].every((each) => each.status().targets.every(({ state }) => state === 'live')),
    );
    const options = settingOptionsSchema.parse({});
    const joins = makeTarget(added!.address);
    const edits: [RelayTarget[], () => boolean][] = [
      [[stays, { ...changes, key: 'other' }], () => edited!.connections === 2],
      [[stays, { ...changes, enabled: false }], () => edited!.goodbyes === 2],
      [[stays, { ...changes, enabled: true }], () => edited!.connections === 3],
      [[stays, changes, joins], () => added!.messages.length > 0],
      [[stays], () => added!.goodbyes === 1 && edited!.goodbyes === 3],
    ];
    for (const [targets, isDone] of edits) {
      relay.applyTargets(targets, options);
      await until(isDone, 1_000);
      const seen = watched!.arrivals.length;
      await until(() => watched!.arrivals.length > seen + 40);
    }
    expect(watched!.connections).toBe(1);
    expect(longestGap(watched!)).toBeLessThan(longestGap(control!) + EDIT_GAP_MS_MAX);
  });
});

/** Milliseconds between two arrivals. */
function longestGap({ arrivals }: RtmpDestination): number {
  return Math.max(...arrivals.slice(1).map((at, index) => at - arrivals[index]!));
}
