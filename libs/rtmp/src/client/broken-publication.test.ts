import { type TargetErrorCode } from '../errors.js';
import { clientFor, ClientStage } from '../testing/client-stage.js';
import { chunk, control, uint } from '../testing/chunks.js';
import { FakeTarget, politely, politelyUntil } from '../testing/fake-target.js';
import { until } from '../testing/tcp.js';
import { PublishDialogue } from './publish-dialogue.js';

describe('a publication that a target breaks off', () => {
  const stage = ClientStage.forEach();

  it.each<[string, (target: FakeTarget) => void, TargetErrorCode]>([
    ['closes', ({ sockets }) => sockets[0]!.end(), 'closed_by_peer'],
    ['resets', ({ sockets }) => sockets[0]!.resetAndDestroy(), 'connection_reset'],
  ])('reports when the target %s later', async (_, action, code) => {
    await stage.open();
    const closed = stage.watchClose();
    action(stage.target);
    await until(() => closed.length === 1);
    expect(closed[0]).toMatchObject({ code });
    expect(stage.client.write(Buffer.alloc(10))).toBe(false);
  });

  it('a mistake of ours in reading what a server says ends that connection only', async () => {
    const fault = new Error('a mistake');
    let later = (): void => undefined;
    stage.target = await FakeTarget.start((received, connection) => {
      later = () => connection.status('status', 'NetStream.Data.Start');
      politely(received, connection);
    });
    stage.client = clientFor(stage.target.url);
    await stage.client.open();
    const closed = new Promise<Error | null>((resolve) => (stage.client.onClose = resolve));
    const { handle } = PublishDialogue.prototype;
    PublishDialogue.prototype.handle = () => {
      throw fault;
    };
    later();
    expect(await closed).toBe(fault);
    PublishDialogue.prototype.handle = handle;
  });

  it('reports a refusal that comes after the start', async () => {
    let later = (): void => undefined;
    await stage.open(
      politelyUntil('publish', (received, connection) => {
        politely(received, connection);
        later = () => connection.status('error', 'NetStream.Publish.BadName', 'key expired');
      }),
    );
    const closed = stage.watchClose();
    later();
    await until(() => closed.length === 1);
    expect(closed[0]).toMatchObject({ code: 'key_refused' });
  });

  it('ends when the target talks without end, and bears one that acknowledges all the time', async () => {
    await stage.open();
    const closed = stage.watchClose();
    const target = stage.target.sockets[0]!;
    for (let count = 0; count < 2_000; count++) target.write(control(3, uint(count, 4)));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(closed).toEqual([]);
    const repetitions = Buffer.alloc(65_536, 0xc2);
    target.write(chunk({ format: 0, id: 2, type: 99, length: 0 }));
    target.write(repetitions);
    await until(() => closed.length === 1);
    expect(closed[0]).toMatchObject({ code: 'protocol_error' });
  });
});
