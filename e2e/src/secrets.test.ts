import { eventually } from '@mid-station/service/testing';
import { randomBytes } from 'node:crypto';
import { BusRecorder } from './rig/bus-recorder.js';
import { CommandLines } from './rig/command-lines.js';
import { Encoder } from './rig/encoder.js';
import { databaseDump, logs, metrics, type Written } from './rig/written.js';
import { Stage } from './survival/stage.js';

/**
 * Where a key has to go over the bus in the clear: from who typed it to who keeps it, and a user's own to their page. Target
 * keys go on to the node that streams, sealed for it.
 */
const KEY_CARRIERS = [
  'settings.targets.create',
  'settings.targets.update',
  'answer to auth.ingest.get',
  'answer to auth.ingest.rotate',
];

const newKey = (what: string): string => `${what}-${randomBytes(12).toString('hex')}`;

/** A key as it is and as it might be written in passing. */
function spellings(key: string): string[] {
  const bytes = Buffer.from(key);
  return [key, bytes.toString('hex'), bytes.toString('base64').slice(0, -4)];
}

describe('the keys of a session', () => {
  const stage = new Stage();
  const encoders: Encoder[] = [];
  const keys: string[] = [];
  let recorder: BusRecorder;
  let commandLines: CommandLines;
  const answers: Written[] = [];

  const secret = (what: string): string => {
    const key = newKey(what);
    keys.push(key);
    return key;
  };
  const publish = (url: string, options = {}): Encoder => {
    const encoder = new Encoder(stage.feed.file, url, options);
    encoders.push(encoder);
    return encoder;
  };
  const holders = (texts: readonly Written[]): string[] =>
    texts.filter(({ text }) => keys.flatMap(spellings).some((each) => text.includes(each))).map(({ where }) => where);

  beforeAll(async () => {
    await stage.open({ ingestNodes: 1, env: { MIDSTATION_LOG_LEVEL: 'debug' } });
    recorder = await BusRecorder.start(stage.installation);
    commandLines = new CommandLines((pid) => pid === process.pid || encoders.some((encoder) => encoder.pid === pid));
    await liveWithEverything();
    await commandLines.stop();
  }, 180_000);

  afterAll(async () => {
    await Promise.all(encoders.map((encoder) => encoder.stop()));
    await commandLines?.stop();
    await recorder?.stop();
    await stage.close();
  });

  /** A session in which every key is used, changed, mistyped and refused. */
  const liveWithEverything = async (): Promise<void> => {
    const ada = await stage.installation.streamer('ada');
    const { api } = ada;
    const practice = (await api.call('platforms', {})).find(({ id }) => id === 'practice')!.servers[0]!.url;
    const [edited] = await ada.useSetting([
      { url: stage.destinations[0]!.url, key: secret('target') },
      { url: practice, platform: 'practice', key: secret('practice') },
      { url: 'rtmp://127.0.0.1:19350/nobody', key: secret('unreachable') },
    ]);
    await ada.goLive();
    const url = await ada.publishUrl();
    keys.push(url.split('/').at(-1)!);
    publish(url, { loop: true });
    const states = (): Promise<unknown> =>
      ada.sees(({ targets }) => expect(targets.map(({ state }) => state)).toEqual(['live', 'live', 'retrying']));
    await states();

    const stranger = publish(url.replace(/[^/]+$/, secret('guessed')));
    await stranger.ended;
    answers.push({ where: 'what a stranger is told', text: stranger.output.replaceAll(/rtmp:\S+/g, '') });

    const rotated = await api.call('rotateIngest', { body: { overlapSeconds: 60 } });
    keys.push(rotated.streamKey);
    const changed = secret('changed');
    await api.call('updateTarget', { params: { id: edited!.id }, body: { key: changed } });
    await eventually(() => expect(stage.destinations[0]!.publications(changed)).toHaveLength(1));

    const bad = { name: 'Bad', platform: 'custom' as const, url: 'http://example.org', key: secret('not-stored') };
    const { id } = (await api.call('listSettings', {}))[0]!;
    const refusal = await api.call('createTarget', { params: { id }, body: bad }).catch((error: unknown) => error);
    const shown = [refusal, await ada.session(), await api.call('listSettings', {}), await api.call('audit', {})];
    answers.push({ where: 'what the API answers', text: JSON.stringify(shown) });
    answers.push(...(await metrics(stage.installation)));
    const ended = await ada.goOffline();
    const report = await api.call('session', { params: { id: ended!.id } });
    answers.push({ where: 'the report', text: JSON.stringify([ended, report]) });
  };

  it('are in no log', async () => {
    const written = await logs(stage.installation);
    expect(written.length).toBeGreaterThan(8);
    expect(written.map(({ text }) => text).join('')).toContain('ada'); // something was logged of this session
    expect(holders(written)).toEqual([]);
    expect(holders([{ where: 'the launcher', text: stage.launcher.output }])).toEqual([]);
  });

  it('are in no database in the clear', async () => {
    const written = await databaseDump(stage.installation);
    expect(written.map(({ text }) => text).join('')).toContain('ada@example.com');
    expect(holders(written)).toEqual([]);
  });

  it('are on no command line', () => {
    const lines = [...commandLines.seen];
    expect(lines.some((line) => line.includes('apps/ingest/dist/main.js'))).toBe(true);
    expect(holders(lines.map((text) => ({ where: text, text })))).toEqual([]);
  });

  it('are in no answer, problem, report or metric', () => {
    expect(holders(answers)).toEqual([]);
  });

  it('go over the bus only where they are typed or shown, not even in the claim of a node', () => {
    const carried = recorder.messages.filter(({ text }) => holders([{ where: '', text }]).length > 0);
    const carriers = new Set(carried.map(({ subject }) => subject));
    expect([...carriers].filter((subject) => !KEY_CARRIERS.includes(subject))).toEqual([]);
    expect(carriers).toContain('settings.targets.create');
    const said = new Set(recorder.messages.map(({ subject }) => subject));
    expect([...said]).toEqual(expect.arrayContaining(['node.ingest-1.claim', 'node.ingest-1.update']));
    expect(recorder.messages.some(({ subject }) => subject.startsWith('event.report.'))).toBe(true);
  });

  it('nor did NATS refuse any part what it needs', async () => {
    for (const { where, text } of await logs(stage.installation)) {
      expect({ where, refused: /NATS refused something|ermissions? violation/i.test(text) }).toEqual({
        where,
        refused: false,
      });
    }
  });
});
