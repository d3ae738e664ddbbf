import { eventually } from '@mid-station/service/testing';
import { PUBLISHER_BURST_SECONDS, PUBLISHER_KBPS_MAX } from '../limits.js';
import { Encoder } from '../testing/encoder.js';
import { claimFor, IngestStage, type OpenClaim, type TestIngestNode } from '../testing/ingest-stage.js';

describe('an encoder that holds too high a bitrate', () => {
  const refusal = { code: 'bitrate_limit', limitKbps: PUBLISHER_KBPS_MAX };
  const encoders: Encoder[] = [];
  let stage: IngestStage;
  let node: TestIngestNode;

  beforeAll(async () => {
    stage = await IngestStage.build();
  });
  beforeEach(async () => {
    node = await stage.node('n1');
  });
  afterEach(async () => {
    for (const encoder of encoders.splice(0)) encoder.stop();
    await stage.end();
  });
  afterAll(() => stage.strike());

  const knock = async (port: number, { identity: { handle } }: OpenClaim): Promise<Encoder> => {
    const encoder = await Encoder.knock(port, handle, `key of ${handle}`);
    encoders.push(encoder);
    return encoder;
  };
  const flood = async (port: number, wanted: OpenClaim): Promise<Encoder> => {
    const encoder = await knock(port, wanted);
    await encoder.connection.whenStatus('NetStream.Publish.Start');
    await encoder.flood();
    return encoder;
  };
  const reaches = ({ sessionId }: OpenClaim, expected: object): Promise<void> =>
    eventually(async () => expect(await stage.status('n1', sessionId)).toMatchObject(expected));
  const expectLimit = ({ connection }: Encoder): void => {
    const [, status] = connection.commands.at(-1)!.args;
    expect(status).toMatchObject({
      code: 'NetStream.Publish.Rejected',
      description: expect.stringContaining(`quota_exceeded: the bitrate limit of ${PUBLISHER_KBPS_MAX} kbit/s`),
    });
  };

  it('is refused, told the limit, and kept out until what came beyond it has drained', async () => {
    const wanted = claimFor();
    const { port } = await stage.claim('n1', wanted);
    expectLimit(await flood(port, wanted));
    const tooSoon = await knock(port, wanted);
    await tooSoon.connection.whenClosed();
    expectLimit(tooSoon);
    await reaches(wanted, { state: 'interrupted', publisher: { connected: false, refusal } });

    node.secondsPass(PUBLISHER_BURST_SECONDS);
    const back = await knock(port, wanted);
    await back.connection.whenStatus('NetStream.Publish.Start');
    await reaches(wanted, { publisher: { connected: true, refusal: null } });
  });

  it('ends its session for that reason when there is no waiting for its return', async () => {
    const wanted = claimFor([], { options: { graceSeconds: 0, holdPolicy: 'end', autoLive: false } });
    const { port } = await stage.claim('n1', wanted);
    await flood(port, wanted);
    await reaches(wanted, { state: 'ended', endReason: 'bitrate_limit', publisher: { refusal } });
  });
});
