import { inspectVideo, MessageType } from '@mid-station/rtmp';
import { makeFlv, readFlv } from '@mid-station/rtmp/testing';
import { testLog } from '@mid-station/service/testing';
import { type Keyframe } from '@mid-station/relay';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { Events } from '../events.js';
import { STILLS_WAITING_MAX } from '../limits.js';
import { type StillSource, Stills } from './stills.js';

async function realKeyframe(): Promise<Keyframe> {
  const folder = await mkdtemp(join(tmpdir(), 'mid-station-stills-'));
  await makeFlv(join(folder, 'stream.flv'), { seconds: 1, audio: false });
  const video = readFlv(await readFile(join(folder, 'stream.flv'))).filter(({ type }) => type === MessageType.Video);
  await rm(folder, { recursive: true });
  const find = (isHeader: boolean): Buffer =>
    video.find(({ payload }) => {
      const { isKeyframe, isSequenceHeader } = inspectVideo(payload);
      return isHeader ? isSequenceHeader : isKeyframe && !isSequenceHeader;
    })!.payload;
  return { header: find(true), frame: find(false) };
}

describe('stills of sessions', () => {
  let keyframe: Keyframe;
  let stills: Stills;
  let registry: Registry;

  beforeAll(async () => {
    keyframe = await realKeyframe();
  });
  beforeEach(() => {
    registry = new Registry();
    stills = new Stills(new Events(testLog, registry));
  });
  afterEach(() => stills.onModuleDestroy());

  const source = (frame: Keyframe | null): StillSource & { asked: number } => ({
    sessionId: 'session',
    asked: 0,
    keyframe() {
      this.asked += 1;
      return frame;
    },
  });

  it('are JPEGs, made once for all who ask within ten seconds', async () => {
    const session = source(keyframe);
    const [first, second] = await Promise.all([stills.of(session), stills.of(session)]);
    expect(Buffer.from(first!.jpeg, 'base64').subarray(0, 3).toString('hex')).toBe('ffd8ff');
    expect([second, await stills.of(session)]).toEqual([first, first]);
    expect(session.asked).toBe(1);
  }, 20_000);

  it('are none before the first keyframe, and asked for again', async () => {
    const session = source(null);
    expect([await stills.of(session), await stills.of(session)]).toEqual([null, null]);
    expect(session.asked).toBe(2);
  });

  it('are none of what cannot be decoded, which is not tried for every question, and do not keep the next from its', async () => {
    const broken = source({ header: keyframe.header, frame: Buffer.alloc(500, 1) });
    const [none, some] = await Promise.all([stills.of(broken), stills.of(source(keyframe))]);
    expect([none, some?.jpeg.length]).toEqual([null, expect.any(Number)]);
    expect([await stills.of(broken), broken.asked]).toEqual([null, 1]);
    expect(await registry.getSingleMetricAsString('midstation_node_stills_failed_total')).toMatch(/ 1$/);
  }, 20_000);

  it('are not waited for by more than a few at once', async () => {
    const waiting = Array.from({ length: STILLS_WAITING_MAX }, () => stills.of(source(null)));
    const late = source(keyframe);
    expect([await stills.of(late), late.asked]).toEqual([null, 0]);
    await Promise.all(waiting);
    expect(await stills.of(late)).not.toBeNull();
  }, 20_000);
});
