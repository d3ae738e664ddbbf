import { MessageType, TargetError } from '@mid-station/rtmp';
import { until } from '@mid-station/rtmp/testing';
import { writeMessage } from '../publication/wire.js';
import { type TestDestination } from '../testing/destination.js';
import { FakeDestination } from '../testing/fake-destination.js';
import { RtmpDestination } from '../testing/rtmp-destination.js';
import { type TargetConnection } from './target-connection.js';

const kinds: [string, () => Promise<TestDestination>][] = [
  ['a destination in memory', () => Promise.resolve(new FakeDestination())],
  ['a destination behind a socket', () => RtmpDestination.start()],
];

/** More than any kernel buffers by itself. */
const MUCH = 32 * 1024 * 1024;

describe.each(kinds)('a connection to %s', (_, start) => {
  let destination: TestDestination;
  let connection: TargetConnection;
  let ending: Error | null | undefined;

  beforeEach(async () => {
    destination = await start();
    connection = destination.dial(destination.address);
    ending = undefined;
    connection.onClose = (error) => (ending = error);
  });

  afterEach(async () => {
    connection.destroy();
    await destination.close();
  });

  const open = (): Promise<void> => connection.open(new AbortController().signal);
  const message = (timestamp: number, bytes: number): Buffer =>
    writeMessage(MessageType.Video, timestamp, Buffer.alloc(bytes, timestamp));

  it('delivers what is written, in order', async () => {
    await open();
    connection.write([message(1, 10), message(2, 200_000)]);
    connection.write([message(3, 0)]);
    await until(() => destination.messages.length === 3);
    expect(destination.messages.map(({ timestamp, payload }) => [timestamp, payload.length])).toEqual([
      [1, 10],
      [2, 200_000],
      [3, 0],
    ]);
    await until(() => connection.bufferedBytes === 0);
  });

  it('tells how much a destination that does not read has left, and when it goes on', async () => {
    await open();
    destination.stopReading();
    let drains = 0;
    connection.onDrain = () => (drains += 1);
    const large = message(1, 8_000_000);
    for (let sent = 0; sent < MUCH; sent += large.length) connection.write([large]);
    expect(connection.bufferedBytes).toBeGreaterThan(0);
    destination.startReading();
    await until(() => connection.bufferedBytes === 0);
    await until(() => drains > 0);
    await until(() => destination.messages.length === Math.ceil(MUCH / large.length));
  }, 20_000);

  it('fails to open with the reason of the refusal', async () => {
    destination.refuse('rejected');
    await expect(open()).rejects.toMatchObject({ name: 'TargetError', code: 'rejected' });
  });

  it('says when the destination ends it', async () => {
    await open();
    destination.hangUp();
    await until(() => ending !== undefined);
    expect(ending).toBeInstanceOf(TargetError);
    expect(ending).toMatchObject({ code: 'closed_by_peer' });
  });

  it('says goodbye when it is closed', async () => {
    await open();
    await connection.close();
    await until(() => destination.goodbyes === 1);
    expect(ending).toBeNull();
  });

  it('says nothing when it is dropped', async () => {
    await open();
    connection.destroy();
    await until(() => ending !== undefined);
    expect([ending, destination.goodbyes]).toEqual([null, 0]);
  });

  it('gives up opening when it is told to', async () => {
    const aborter = new AbortController();
    const opening = connection.open(aborter.signal);
    aborter.abort();
    await expect(opening).rejects.toBe(aborter.signal.reason);
  });
});
