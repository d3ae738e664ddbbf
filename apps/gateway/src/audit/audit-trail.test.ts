import { authBus, liveBus } from '@mid-station/contracts';
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
});
