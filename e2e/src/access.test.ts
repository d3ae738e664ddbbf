import { TestInstallation } from './rig/installation.js';
import { operations, perform, tokenOf, type Operation } from './rig/open-api.js';
import { type Streamer } from './rig/streamer.js';
import { tell } from './survival/figures.js';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const TARGET = { name: 'Somewhere', platform: 'custom' as const, url: 'rtmp://127.0.0.1:19350/live', key: 'key-1234' };

/** What nobody has to be signed in for: to sign in and out, and to see whether it runs, takes accounts, and what there is to call. */
const OPEN_TO_ALL = ['healthz', 'login', 'logout', 'openapi', 'readyz', 'refresh', 'register', 'registration'];

/** A body that the owner of the thing could send, for operations on one thing that take a body. */
const BODIES: Record<string, unknown> = {
  updateSetting: { name: 'Mine now' },
  activateSetting: { active: true },
  createTarget: TARGET,
  updateTarget: { name: 'Mine now' },
};

describe('each operation of the OpenAPI document', () => {
  let installation: TestInstallation;
  let all: Operation[];
  let ada: Streamer;
  let mallory: Streamer;
  let token: string;
  /** What is Ada's, by the beginning of the paths that name it. */
  let hers: Record<string, string>;

  beforeAll(async () => {
    installation = await TestInstallation.start({ ingestNodes: 1 });
    all = await operations(installation.origin);
    ada = await installation.streamer('ada'); // the first, so an operator
    mallory = await installation.streamer('mallory');
    token = await tokenOf(installation.origin, 'mallory', mallory.password);
    for (const streamer of [ada, mallory]) {
      await streamer.useSetting([TARGET]);
      await streamer.goLive();
    }
    const [setting] = await ada.api.call('listSettings', {});
    const [signIn] = await ada.api.call('listSignIns', {});
    const made = await ada.api.call('createToken', { body: { name: 'Deck', scope: 'live' } });
    hers = {
      '/settings/': setting!.id,
      '/targets/': setting!.targets[0]!.id,
      '/live/targets/': setting!.targets[0]!.id,
      '/sessions/': (await ada.session()).id,
      '/me/tokens/': made.id,
      '/me/sign-ins/': signIn!.id,
    };
  }, 120_000);
  afterAll(() => installation?.stop());

  /** What somebody else must not change. */
  const everythingOfAda = async (): Promise<unknown> => {
    const { api } = ada;
    const lists = [api.call('listSettings', {}), api.call('listTokens', {}), api.call('listSignIns', {})];
    const [settings, tokens, signIns] = (await Promise.all(lists)) as unknown[];
    const { id, state, epoch } = await ada.session();
    return { settings, tokens, signIns, session: { id, state, epoch } };
  };

  it('is open to all only where it must be', () => {
    const open = all.filter(({ isOpenToAll }) => isOpenToAll).map(({ id }) => id);
    expect(open.sort()).toEqual(OPEN_TO_ALL);
  });

  it('refuses who is not signed in', async () => {
    const guarded = all.filter(({ isOpenToAll }) => !isOpenToAll);
    for (const operation of guarded) {
      const answer = await perform({ origin: installation.origin }, operation, { id: UNKNOWN });
      expect([operation.id, ...answer]).toEqual([operation.id, 401, 'unauthenticated']);
    }
    tell('refused to the anonymous', { operations: guarded.length });
  });

  it('refuses who is no operator, where it is for operators', async () => {
    const forOperators = all.filter(({ isForOperators }) => isForOperators);
    expect(forOperators.map(({ id }) => id)).toContain('drainNode');
    for (const operation of forOperators) {
      const answer = await perform({ origin: installation.origin, token }, operation, { id: 'ingest-1' });
      expect([operation.id, ...answer]).toEqual([operation.id, 403, 'forbidden']);
    }
    tell('refused to users who are no operators', { operations: forOperators.length });
  });

  it('does not find what is somebody else’s, and leaves it as it is', async () => {
    const before = await everythingOfAda();
    const onOneThing = all.filter(({ path, isForOperators }) => path.includes('{') && !isForOperators);
    for (const operation of onOneThing) {
      const id = hers[operation.path.replace(/\{.*/, '')];
      if (id === undefined) throw new Error(`what does ${operation.path} name?`);
      const answer = await perform({ origin: installation.origin, token }, operation, {
        id,
        body: BODIES[operation.id],
      });
      expect([operation.id, ...answer]).toEqual([operation.id, 404, 'not_found']);
    }
    expect(await everythingOfAda()).toEqual(before);
    tell('not found by the wrong user', { operations: onOneThing.length });
  });
});
