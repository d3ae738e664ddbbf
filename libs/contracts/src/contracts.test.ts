import { authBus } from './bus/auth.js';
import { fillSubject } from './bus/define.js';
import { liveBus } from './bus/live.js';
import { nodeBus } from './bus/node.js';
import { settingsBus } from './bus/settings.js';
import { AppError, errorCodes } from './errors.js';
import { routes } from './http/routes.js';
import { handleSchema } from './primitives.js';
import { targetKeySchema, targetUrlSchema } from './setting.js';
import { refusalCodes, targetProblems } from './target-problems.js';

const contracts = [authBus, liveBus, nodeBus, settingsBus].flatMap((bus) => Object.values(bus));

describe('the bus', () => {
  it('has each subject once', () => {
    const subjects = contracts.map((contract) => contract.subject);
    expect(new Set(subjects).size).toBe(subjects.length);
  });

  it('addresses one receiver, or lets a subscriber hear all', () => {
    expect(fillSubject('node.{nodeId}.claim', { nodeId: 'ingest-1' })).toBe('node.ingest-1.claim');
    expect(fillSubject('event.stats.{nodeId}.{userId}', { userId: 'u1' })).toBe('event.stats.*.u1');
  });
});

describe('the HTTP routes', () => {
  it('are one per method and path', () => {
    const calls = Object.values(routes).map(({ method, path }) => `${method} ${path}`);
    expect(new Set(calls).size).toBe(calls.length);
  });

  it('describe every parameter of their path', () => {
    for (const each of Object.values(routes)) {
      const named = [...each.path.matchAll(/:(\w+)/g)].map((match) => match[1]);
      const described = 'params' in each ? Object.keys(each.params.shape) : [];
      expect(described).toEqual(named);
    }
  });
});

describe('errors', () => {
  it('cross the bus and come back as they were', () => {
    const error = new AppError('rate_limited', 'Slow down.', { retryAfterSeconds: 7 });
    expect(AppError.fromBusError(error.toBusError())).toMatchObject({
      code: 'rate_limited',
      detail: 'Slow down.',
      extra: { retryAfterSeconds: 7 },
    });
    expect(errorCodes[error.code].status).toBe(429);
  });

  it('tell a streamer what happened and what to do, for every way a target can fail', () => {
    for (const { message, hint } of Object.values(targetProblems)) {
      expect(message).toMatch(/\.$/);
      expect(hint).toMatch(/\.$/);
    }
    for (const code of refusalCodes) expect(targetProblems).toHaveProperty(code);
  });
});

describe('what people type', () => {
  it('makes one handle of one name', () => {
    expect(handleSchema.parse(' Ada_99 ')).toBe('ada_99');
    for (const bad of ['ab', '-ada', 'ada-', 'adа', 'a/b', 'a b', 'x'.repeat(33), 'ada\u0000']) {
      expect(handleSchema.safeParse(bad).success).toBe(false);
    }
  });

  it('keeps server URLs and keys byte for byte', () => {
    for (const url of [
      'rtmp://a.rtmp.youtube.com/live2?backup=1',
      'RTMPS://[::1]:443/app/instance/',
      'rtmp://h/app/',
    ]) {
      expect(targetUrlSchema.parse(url)).toBe(url);
    }
    for (const key of ['?streamname=live_1&key=a%20b', 'live_1.flv', 'mp4:x'])
      expect(targetKeySchema.parse(key)).toBe(key);
    for (const url of ['http://h/app', 'rtmp://', 'rtmp:///app', 'rtmp://h/a b', 'rtmp://h/\u0000']) {
      expect(targetUrlSchema.safeParse(url).success).toBe(false);
    }
  });
});
