import { AppError, authBus, liveBus } from '@mid-station/contracts';
import { eventually, testBus } from '@mid-station/service/testing';
import { sessionOf, TestGateway } from '../testing/test-gateway.js';

describe('the audit trail', () => {
  it('does not hold up Go Live while auth and the bus are away, and tells it once, in order, when they are back', async () => {
    const gateway = await TestGateway.start();
    const session = sessionOf({ settingName: 'Evening' });
    gateway.services.answer(liveBus.start, () => Promise.resolve({ session, created: true }));
    gateway.services.answer(liveBus.stop, () => Promise.resolve(session));
    await gateway.services.settle();
    const token = await gateway.accessToken();
    expect((await gateway.fetch('/api/live', { method: 'POST', token })).status).toBe(201);
    expect((await gateway.fetch('/api/live', { method: 'DELETE', token })).status).toBe(200);
    await gateway.nats.pause();
    await gateway.nats.resume();
    const heard: string[] = [];
    const auth = await testBus(gateway.nats.url, 'late-auth');
    auth.answer(authBus.recordAudit, ({ userId, kind, subject, origin }) => {
      expect([userId, origin.remote]).toEqual([gateway.userId, '127.0.0.1']);
      heard.push(`${kind} ${subject}`);
      return Promise.resolve(null);
    });
    await eventually(() => expect(heard).toEqual(['went_live Evening', 'went_offline Evening']));
    await auth.close();
    await gateway.stop();
  });

  it('gives up what auth will never take, and goes on with what came after it', async () => {
    const gateway = await TestGateway.start();
    const heard: string[] = [];
    gateway.services.answer(liveBus.start, () => {
      return Promise.resolve({ session: sessionOf({ settingName: `${++count}` }), created: true });
    });
    let count = 0;
    gateway.services.answer(authBus.recordAudit, ({ subject }) => {
      if (subject === '1') throw new AppError('invalid_request', 'No.');
      heard.push(subject!);
      return Promise.resolve(null);
    });
    await gateway.services.settle();
    const token = await gateway.accessToken();
    for (let i = 0; i < 2; i++) await gateway.fetch('/api/live', { method: 'POST', token });
    await eventually(() => expect(heard).toEqual(['2']));
    await gateway.stop();
  });
});
