import { AppError, rpc, signal } from '@mid-station/contracts';
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { z } from 'zod';
import { createLogger } from '../log/logger.js';
import { eventually } from '../testing/eventually.js';
import { Bus, isNobodyThere } from './bus.js';
import { connectNats } from './connection.js';

const double = rpc('test.double', z.object({ n: z.number() }), z.number(), 1_000);
const addressed = rpc('test.{who}.hello', z.object({}), z.string(), 1_000);
const news = signal('test.news.{topic}', z.object({ text: z.string() }));
const log = createLogger('test', 'test', 'silent');

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('the bus on a real NATS server', () => {
  let nats: ChildProcess;
  let url: string;
  const open: Bus[] = [];
  const bus = async (): Promise<Bus> => {
    const made = new Bus(await connectNats(url, 'test', log), log);
    open.push(made);
    return made;
  };

  beforeAll(async () => {
    const port = await freePort();
    url = `nats://127.0.0.1:${port}`;
    nats = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    await bus();
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.close()));
  });

  afterAll(() => {
    nats.kill('SIGKILL');
  });

  it('answers a question', async () => {
    const [asker, answerer] = [await bus(), await bus()];
    answerer.answer(double, ({ n }) => Promise.resolve(n * 2), { queue: 'q' });
    await answerer.settle();
    await expect(asker.request(double, { n: 21 })).resolves.toBe(42);
  });

  it('does not take a statement that names another than its subject does', async () => {
    const [speaker, hearer] = [await bus(), await bus()];
    const report = signal('test.report.{nodeId}', z.object({ nodeId: z.string(), text: z.string() }));
    const heard: string[] = [];
    hearer.hear(report, ({ text }) => void heard.push(text));
    await hearer.settle();
    speaker.publish(report, { nodeId: 'b', text: 'forged' }, { nodeId: 'a' });
    speaker.publish(report, { nodeId: 'a', text: 'true' }, { nodeId: 'a' });
    await eventually(() => expect(heard).toEqual(['true']));
  });

  it('carries an error with its code and its bad fields to the asker', async () => {
    const [asker, answerer] = [await bus(), await bus()];
    answerer.answer(double, () => {
      throw new AppError('not_found', 'There is no such number.', { errors: [{ path: 'n', message: 'gone' }] });
    });
    await answerer.settle();
    const error = await asker.request(double, { n: 1 }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'not_found', detail: 'There is no such number.' });
    expect((error as AppError).extra.errors).toEqual([{ path: 'n', message: 'gone' }]);
  });

  it('hides what a bug of ours says', async () => {
    const [asker, answerer] = [await bus(), await bus()];
    answerer.answer(double, () => Promise.reject(new AppError('internal', 'Something went wrong on our side.')));
    await answerer.settle();
    await expect(asker.request(double, { n: 1 })).rejects.toMatchObject({ code: 'internal' });
  });

  it('tells the asker of an answer that is larger than the bus takes, instead of letting them wait', async () => {
    const [asker, answerer] = [await bus(), await bus()];
    answerer.answer(addressed, () => Promise.resolve('x'.repeat(2_000_000)), { address: { who: 'ada' } });
    await answerer.settle();
    await expect(asker.request(addressed, {}, { who: 'ada' })).rejects.toMatchObject({ code: 'internal' });
  });

  it('says at once when nobody is there', async () => {
    const asker = await bus();
    const error = await asker.request(addressed, {}, { who: 'nobody' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'unavailable' });
    expect(isNobodyThere(error)).toBe(true);
  });

  it('asks exactly the one that is addressed', async () => {
    const [asker, ada, bob] = [await bus(), await bus(), await bus()];
    ada.answer(addressed, () => Promise.resolve('ada'), { address: { who: 'ada' } });
    bob.answer(addressed, () => Promise.resolve('bob'), { address: { who: 'bob' } });
    await Promise.all([ada.settle(), bob.settle()]);
    await expect(asker.request(addressed, {}, { who: 'bob' })).resolves.toBe('bob');
  });

  it('lets one of a queue hear a statement, and every listener without one', async () => {
    const buses = [await bus(), await bus(), await bus()];
    const heard: string[] = [];
    const done = new Promise<void>((resolve) => {
      const hear = (name: string) => (): void => {
        heard.push(name);
        if (heard.length === 3) resolve();
      };
      buses[0]?.hear(news, hear('queued'), { queue: 'q' });
      buses[1]?.hear(news, hear('queued'), { queue: 'q' });
      buses[0]?.hear(news, hear('all'));
      buses[1]?.hear(news, hear('all'));
    });
    await Promise.all(buses.map((each) => each.settle()));
    expect(buses[2]?.publish(news, { text: 'hello' }, { topic: 'x' })).toBe(true);
    await done;
    expect(heard.sort()).toEqual(['all', 'all', 'queued']);
  });

  it('refuses to send what the contract does not allow', async () => {
    const asker = await bus();
    await expect(asker.request(double, { n: 'x' } as never)).rejects.toThrow();
  });
});
