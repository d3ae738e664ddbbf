import { nodeBus, PREVIEW_PATH, type Problem, problemSchema } from '@mid-station/contracts';
import { eventually } from '@mid-station/service/testing';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import { Encoder } from '../testing/encoder.js';
import { claimFor, IngestStage } from '../testing/ingest-stage.js';
import { PREVIEWS_PER_SESSION } from '../limits.js';

describe('the preview port of a node', () => {
  let stage: IngestStage;
  const viewers: WebSocket[] = [];

  beforeAll(async () => {
    stage = await IngestStage.build();
    await stage.node('n1');
  });
  afterEach(() => {
    for (const viewer of viewers.splice(0)) viewer.terminate();
  });
  afterAll(async () => {
    await stage.end();
    await stage.strike();
  });

  const watch = (port: number, sessionId: string): { socket: WebSocket; received: Buffer[] } => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${PREVIEW_PATH}${sessionId}`);
    const received: Buffer[] = [];
    socket.on('message', (bytes: Buffer) => received.push(bytes));
    socket.on('error', () => undefined);
    viewers.push(socket);
    return { socket, received };
  };
  const refusal = async (socket: WebSocket): Promise<Problem> => {
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    const problem = problemSchema.parse(await json(response));
    expect(response.statusCode).toBe(problem.status);
    return problem;
  };

  it('shows a live session as FLV, from a keyframe on, until it ends', async () => {
    const wanted = claimFor();
    const { handle } = wanted.identity;
    const { port } = await stage.claim('n1', wanted);
    const { previewPort = 0 } = (await stage.route(handle)) ?? {};
    const early = watch(previewPort, wanted.sessionId);
    const encoder = await Encoder.stream(port, handle, `key of ${handle}`);
    await eventually(() => expect(Buffer.concat(early.received).length).toBeGreaterThan(2_000));
    const late = watch(previewPort, wanted.sessionId);
    await eventually(() => expect(Buffer.concat(late.received).length).toBeGreaterThan(2_000));
    for (const { received } of [early, late]) {
      const bytes = Buffer.concat(received);
      expect(bytes.subarray(0, 3).toString()).toBe('FLV');
      expect(bytes.includes(Buffer.from('1701000000', 'hex'))).toBe(true);
    }
    const closed = new Promise((resolve) => late.socket.once('close', resolve));
    await stage.ask(nodeBus.release, 'n1', { sessionId: wanted.sessionId, epoch: 1, reason: 'stopped' });
    expect(await closed).toBe(1000);
    encoder.stop();
  });

  it('knows nothing of other sessions, and takes so many viewers', async () => {
    const wanted = claimFor();
    await stage.claim('n1', wanted);
    const { previewPort = 0 } = (await stage.route(wanted.identity.handle)) ?? {};
    expect(await refusal(watch(previewPort, randomUUID()).socket)).toMatchObject({ code: 'not_found' });
    expect(await refusal(watch(previewPort, 'nonsense').socket)).toMatchObject({ code: 'not_found' });
    const sockets = Array.from({ length: PREVIEWS_PER_SESSION }, () => watch(previewPort, wanted.sessionId).socket);
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('open', resolve))));
    expect(await refusal(watch(previewPort, wanted.sessionId).socket)).toMatchObject({
      status: 403,
      code: 'quota_exceeded',
      detail: `A stream shows at most ${PREVIEWS_PER_SESSION} previews at once. Close one first.`,
    });
    sockets[0]?.terminate();
    await eventually(async () => {
      const { socket } = watch(previewPort, wanted.sessionId);
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    });
  });
});
