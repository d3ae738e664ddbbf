import { liveBus, nodeBus, type SessionReport } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { aPublisher } from '@mid-station/contracts/testing';
import { Retention } from '../history/retention.js';
import {
  GAPS_PER_TARGET,
  HISTORY_BATCH,
  HISTORY_DAYS,
  HISTORY_ROWS_BATCH,
  LINES_READ,
  SESSIONS_KEPT,
  TIMELINE_LINES,
} from '../limits.js';
import { randomUUID } from 'node:crypto';
import { Stage } from '../testing/stage.js';

describe('what is left of a session', () => {
  const stage = Stage.forEach();
  it("is in the list, newest first, and only in its owner's", async () => {
    await stage.orchestrator();
    await stage.node('n1');
    const { userId } = stage.neighbours.add();
    const first = await stage.start(userId);
    await stage.stop(userId);
    const second = await stage.start(userId);
    const list = await stage.bus.request(liveBus.sessions, { userId });
    expect(list.map(({ id, state }) => [id, state])).toEqual([
      [second.session.id, 'waiting'],
      [first.session.id, 'ended'],
    ]);
    const stranger = stage.neighbours.add().userId;
    expect(await stage.bus.request(liveBus.sessions, { userId: stranger })).toEqual([]);
    const sessionId = first.session.id;
    await expect(stage.bus.request(liveBus.session, { userId: stranger, sessionId })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('holds what comes in against what the platforms of its targets take', async () => {
    await stage.orchestrator();
    const node = await stage.node('n1');
    const { userId, plan } = stage.neighbours.add();
    plan.targets[0]!.platform = 'twitch';
    const { session } = await stage.start(userId);
    node.goLive(session.id);
    await stage.sees(userId, { state: 'live', advice: [] });
    const sample = (keyframeIntervalMs: number): void => {
      const publisher = aPublisher({ keyframeIntervalMs });
      const samples = [{ sessionId: session.id, publisher }];
      stage.bus.publish(nodeBus.samples, { nodeId: 'n1', at: new Date().toISOString(), samples }, { nodeId: 'n1' });
    };
    const told: number[] = [];
    stage.bus.hear(liveBus.sessionChanged, ({ advice }) => void told.push(advice.length), { address: { userId } });
    await stage.bus.settle();
    sample(10_000);
    const message = 'One asks for a keyframe every 2 s; yours come every 10 s. In OBS, set Keyframe Interval to 2.';
    await eventually(() => expect(told).toEqual([1]));
    const targetId = plan.targets[0]!.targetId;
    await stage.sees(userId, {
      advice: [{ targetId, code: 'keyframe_interval', values: { now: 10, limit: 2 }, message }],
    });
  });

  it('is a report of its targets and of the bitrate that came in', async () => {
    const { node, user, session } = await stage.hosted();
    node.goLive(session.id);
    await stage.sees(user.userId, { state: 'live' });
    const sample = (second: number, bitrateKbps: number, nodeId: string): void => {
      const at = new Date(Date.now() + second * 1_000).toISOString();
      const samples = [{ sessionId: session.id, publisher: aPublisher({ bitrateKbps }) }];
      stage.bus.publish(nodeBus.samples, { nodeId, at, samples }, { nodeId });
    };
    for (let second = 0; second < 3; second++) {
      sample(second + 0.5, 90_000, 'n2'); // which does not have the session
      sample(second, 5_000 + second, 'n1');
    }
    const report = (): Promise<SessionReport> =>
      stage.bus.request(liveBus.session, { userId: user.userId, sessionId: session.id });
    await eventually(async () =>
      expect((await report()).bitrate.map(({ kbps }) => kbps)).toEqual([5_000, 5_001, 5_002]),
    );
    await stage.stop(user.userId);
    const { targets, durationSeconds, timeline } = await report();
    expect(targets.map(({ name, gaps }) => [name, gaps])).toEqual([
      ['One', []],
      ['Two', []],
    ]);
    expect(durationSeconds).toBeGreaterThan(0);
    expect(timeline.at(-1)?.kind).toBe('ended');
    expect(JSON.stringify(timeline)).not.toContain('secret-key');
  });

  it('has one line for what the encoder sends, however often something else of the session changes', async () => {
    const { node, user, session } = await stage.hosted();
    const video = { codec: 'h264', profile: 'High', width: 640, height: 360 };
    const audio = { codec: 'aac', profile: 'LC', sampleRate: 48_000, channels: 2 };
    for (const graceEndsAt of ['2026-01-01T00:00:01.000Z', '2026-01-01T00:00:02.000Z', '2026-01-01T00:00:03.000Z']) {
      node.report(session.id, { state: 'interrupted', graceEndsAt, publisher: aPublisher({ video, audio }) });
      await stage.sees(user.userId, { graceEndsAt });
    }
    const larger = { ...video, width: 1_280, height: 720 };
    node.report(session.id, { state: 'live', publisher: aPublisher({ video: larger, audio }) });
    await stage.sees(user.userId, { state: 'live' });
    const { timeline } = await stage.bus.request(liveBus.session, { userId: user.userId, sessionId: session.id });
    const said = timeline.filter(({ kind }) => kind === 'publisher');
    expect(said.map(({ data }) => (data['video'] as typeof video).width)).toEqual([640, 1_280]);
  });

  it('is forgotten half a year after its end, with all that belongs to it, and nothing else is', async () => {
    const orchestrator = await stage.orchestrator();
    await stage.node('n1');
    const { user, session: recent } = await stage.goLive();
    await stage.stop(user.userId);
    const { session: present } = await stage.goLive(user);
    const old = `INSERT INTO live_session SELECT (jsonb_populate_record(recent, jsonb_build_object('id', gen_random_uuid(),
        'ended_at', now() - make_interval(days => $1, secs => 1)))).*
      FROM live_session AS recent, generate_series(1, $2) WHERE recent.id = $3`;
    await stage.query(old, [HISTORY_DAYS, HISTORY_BATCH + 1, recent.id]);
    await stage.query(
      `INSERT INTO session_event (session_id, at, kind, data) SELECT id, now(), 'x', '{}' FROM live_session`,
    );
    await orchestrator.get(Retention).sweep();
    const left = await stage.query<{ id: string }>('SELECT id FROM live_session ORDER BY created_at');
    expect(left.map(({ id }) => id)).toEqual([recent.id, present.id]);
    expect(await stage.query('SELECT DISTINCT session_id FROM session_event')).toHaveLength(2);
  });

  it('is forgotten when its user has begun very many since, and nobody else loses any', async () => {
    const orchestrator = await stage.orchestrator();
    await stage.node('n1');
    const { user, session: newest } = await stage.goLive();
    await stage.stop(user.userId);
    const { session: running } = await stage.goLive();
    const older = `INSERT INTO live_session SELECT (jsonb_populate_record(one, jsonb_build_object('id', gen_random_uuid(),
        'created_at', one.created_at - make_interval(secs => n)))).*
      FROM live_session AS one, generate_series(1, $1) AS n WHERE one.id = $2`;
    await stage.query(older, [SESSIONS_KEPT + HISTORY_BATCH, newest.id]);
    await stage.query(
      `INSERT INTO session_event (session_id, at, kind, data) SELECT id, now(), 'x', '{}' FROM live_session`,
    );
    await orchestrator.get(Retention).sweep();
    const left = await stage.query<{ id: string }>('SELECT id FROM live_session ORDER BY created_at DESC');
    expect(left).toHaveLength(SESSIONS_KEPT + 1);
    expect(left.slice(0, 2).map(({ id }) => id)).toEqual([running.id, newest.id]);
    expect(await stage.query('SELECT DISTINCT session_id FROM session_event')).toHaveLength(SESSIONS_KEPT + 1);
  });

  it('that never ends keeps the lines that are read and half a year of its bitrate, and no other session loses any', async () => {
    const orchestrator = await stage.orchestrator();
    const { session: running } = await stage.hosted();
    const { user, session: ended } = await stage.goLive();
    await stage.stop(user.userId);
    // The last that it writes by itself: what comes while it is counted would count.
    const written = `SELECT 1 FROM session_event WHERE kind = 'target' AND session_id = $1`;
    await eventually(async () => expect(await stage.query(written, [running.id])).toHaveLength(2));
    const lines = `INSERT INTO session_event (session_id, at, kind, data)
      SELECT id, now(), CASE WHEN n <= $1::int THEN 'old' ELSE 'new' END, '{}' FROM live_session, generate_series(1, $1::int + $2::int) AS n`;
    await stage.query(lines, [HISTORY_ROWS_BATCH + 1, LINES_READ]);
    await stage.query(
      `INSERT INTO bitrate_sample SELECT id, now() - make_interval(days => n), 1 FROM live_session, generate_series(1, $1) AS n`,
      [HISTORY_DAYS + 3],
    );
    await orchestrator.get(Retention).sweep();
    const count = (table: string) =>
      stage.query(`SELECT session_id, count(*)::int FROM ${table} GROUP BY 1 HAVING session_id = $1`, [running.id]);
    expect(await count('session_event')).toEqual([{ session_id: running.id, count: LINES_READ }]);
    expect(await count('bitrate_sample')).toEqual([{ session_id: running.id, count: HISTORY_DAYS - 1 }]);
    const left = `SELECT count(*) FILTER (WHERE kind = 'old')::int AS old FROM session_event WHERE session_id = $1`;
    expect(await stage.query(left, [ended.id])).toEqual([{ old: HISTORY_ROWS_BATCH + 1 }]);
  });

  it('is a report that the bus takes, however often a target came and went', async () => {
    const { user, session } = await stage.hosted();
    const { targetId } = user.plan.targets[0]!;
    const long = `INSERT INTO session_event (session_id, at, kind, data) VALUES ($1, now(), 'target', $2)`;
    await stage.query(long, [session.id, { targetId: randomUUID(), name: 'Before', platform: 'custom', state: 'off' }]);
    await stage.query(
      `INSERT INTO session_event (session_id, at, kind, data)
       SELECT $1, now() + make_interval(secs => n), 'target', jsonb_build_object('targetId', $2::text, 'name', repeat('é', 80),
         'platform', 'custom', 'state', CASE WHEN n % 2 = 0 THEN 'live' ELSE 'retrying' END, 'code', 'dns_not_found')
       FROM generate_series(1, $3) AS n`,
      [session.id, targetId, LINES_READ],
    );
    const question = { userId: user.userId, sessionId: session.id };
    const { timeline, targets } = await stage.bus.request(liveBus.session, question);
    expect([timeline.length, targets[0]!.gaps.length]).toEqual([TIMELINE_LINES, GAPS_PER_TARGET]);
    expect(targets[0]!.gaps.at(-1)!.to).toBe(timeline.at(-1)!.at);
    expect(targets.map(({ name }) => name)).not.toContain('Before');
  });
});
