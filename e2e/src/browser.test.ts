import { startNginxRtmp, type NginxRtmp } from '@mid-station/rtmp/testing';
import { eventually, freePort } from '@mid-station/service/testing';
import { stat } from 'node:fs/promises';
import { type Page } from 'playwright-core';
import { barriers } from './rig/axe.js';
import { TestBrowser, type Visitor } from './rig/browser.js';
import { Encoder } from './rig/encoder.js';
import { makeFeed } from './rig/feed.js';
import { TestInstallation } from './rig/installation.js';
import { readLayout, watchLayout } from './rig/layout.js';
import { Owner } from './rig/owner.js';
import {
  activeSwitch,
  button,
  dialog,
  gone,
  hasFocus,
  region,
  register,
  setting,
  target,
  withoutPractice,
} from './rig/page.js';
import { contrast, decodedFrames } from './rig/video.js';
import { EDGES, NARROW, UNSEEN_SHIFT, WIDE } from './rig/windows.js';
import { WorkDir } from './rig/work-dir.js';

const PASSWORD = 'correct horse battery staple';

/** One long visit, told in order. */
describe('the page in a real browser', () => {
  const owner = new Owner();
  let installation: TestInstallation;
  let nginx: NginxRtmp;
  let browser: TestBrowser;
  let feed: string;
  let ada: Visitor;
  let page: Page;
  let ingest: { server: string; key: string };
  let encoder: Encoder;
  let offline: readonly number[];

  const isOpenToAll = async (state: string) => expect(await barriers(page, state)).toEqual([]);
  const startEncoder = async () => {
    encoder = await owner.own(Promise.resolve(new Encoder(feed, `${ingest.server}/${ingest.key}`, { loop: true })));
    await region(page, 'Stream').getByText('On air', { exact: true }).waitFor();
  };
  /** Loads the stream page again and holds it against what moved until `isThere`. */
  const comesUpSteadily = async (isThere: () => Promise<unknown>) => {
    await page.reload();
    await Promise.all([isThere(), region(page, 'Point OBS here').getByLabel('Server', { exact: true }).waitFor()]);
    const { shift, moved } = await readLayout(page);
    expect(moved).toEqual([]);
    expect(shift).toBeLessThan(UNSEEN_SHIFT);
  };

  /** How high what changes by itself is, in pixels: what stands below it has to stay where it is. */
  const heights = async () => {
    const boxes = ['Preview', 'Incoming from OBS', 'Stream settings'].map((name) => region(page, name).boundingBox());
    return (await Promise.all(boxes)).map((box) => box?.height ?? 0);
  };
  /** Pixels from the bar with the button to what stands below it. */
  const belowTheBar = async () => {
    const [bar, preview] = await Promise.all(['Stream', 'Preview'].map((name) => region(page, name).boundingBox()));
    return preview!.y - bar!.y;
  };
  const isAsHighAsOffline = () =>
    eventually(async () => {
      for (const [index, height] of (await heights()).entries()) expect(height).toBeCloseTo(offline[index]!, 0);
    });

  beforeAll(async () => {
    const folder = await owner.own(WorkDir.make('feeds'));
    [installation, nginx, browser, feed] = await Promise.all([
      owner.own(TestInstallation.start({ ingestNodes: 1 })),
      owner.own(startNginxRtmp()),
      owner.own(TestBrowser.start()),
      makeFeed(folder.path, 0, 10),
    ]);
    ada = await browser.visitor(installation.origin);
    page = ada.page;
    await watchLayout(page);
  }, 120_000);

  afterEach(() => expect(ada?.faults ?? []).toEqual([]));

  afterAll(() => owner.stop());

  it('leads from the home page to an account and its first-run guide', async () => {
    await page.getByRole('heading', { name: 'Point OBS at one address. Be on every platform.' }).waitFor();
    await isOpenToAll('home');
    await page.goto('/register');
    await button(page, 'Create account').click();
    await isOpenToAll('registration with faults');
    await page.goto('/');
    await register(ada.page, 'ada', PASSWORD);
    await page.getByText('No stream setting yet').waitFor();
    await isOpenToAll('stream page of a newcomer');
    const guide = region(page, 'Your first stream');
    await button(guide, 'Make a setting').click();
    await setting(page, 'My first stream').waitFor();
    const withPractice = await withoutPractice(page);
    await button(guide, 'Add target').click();
    await button(dialog(page, 'Add target'), 'Twitch').waitFor();
    await withPractice();
    await button(guide, 'Add practice target').click();
    await target(page, 'Practice').waitFor();
    expect(await activeSwitch(page, 'My first stream').isChecked()).toBe(true);
    await button(guide, 'Go Live').waitFor();
  });

  it('makes a setting with a practice target and a server of one’s own', async () => {
    await button(page, 'New setting').click();
    await hasFocus(dialog(page, 'New stream setting').getByLabel('Setting name'));
    await dialog(page, 'New stream setting').getByLabel('Setting name').fill('Evening show');
    await isOpenToAll('new setting');
    await button(page, 'Create setting').click();
    const evening = setting(page, 'Evening show');
    await button(evening, 'Show targets of Evening show').click();
    const add = dialog(page, 'Add target');
    await button(evening, 'Add target').click();
    await button(add, 'Practice').waitFor();
    await isOpenToAll('choice of a platform');
    await button(add, 'Practice').press('Enter');
    await hasFocus(add.getByLabel('Target name'));
    await add.getByLabel('Target name').fill('Rehearsal');
    await button(add, 'Add target').click();
    await target(page, 'Rehearsal').waitFor();
    await gone(add);
    await button(evening, 'Add target').click();
    await button(add, 'Custom RTMP server').click();
    await add.getByLabel('Target name').fill('My nginx');
    await add.getByLabel('Server URL').fill(`rtmp://127.0.0.1:${nginx.port}/live`);
    await add.getByLabel('Stream key', { exact: true }).fill('evening-key-4711');
    await isOpenToAll('new target');
    await button(add, 'Add target').click();
    expect(await target(page, 'My nginx').innerText()).toContain('key ••••4711');
    await gone(add);
  });

  it('edits with the pen and asks once more before it deletes, all by keyboard', async () => {
    const edit = dialog(page, 'Edit target');
    await button(page, 'Edit My nginx').press('Enter');
    await edit.getByLabel('Target name').fill('Own server');
    await edit.getByLabel('Target name').press('Enter');
    await gone(edit);
    await hasFocus(button(page, 'Edit Own server'));
    await button(page, 'Edit Practice').press('Enter');
    const question = dialog(page, 'Delete “Practice”?');
    await button(edit, 'Delete target').press('Enter');
    await button(question, 'Cancel').waitFor();
    await isOpenToAll('question before a target is deleted');
    await page.keyboard.press('Escape');
    await gone(question);
    await hasFocus(button(edit, 'Delete target'));
    await page.keyboard.press('Enter');
    await button(question, 'Yes, delete target').press('Enter');
    await gone(target(page, 'Practice'));
    await hasFocus(setting(page, 'My first stream'));
  });

  it('keeps one setting active, and hides and shows targets', async () => {
    // The switch turns before the answer comes, so the answer is what tells that it is kept.
    const kept = page.waitForResponse((answer) => answer.url().endsWith('/active'));
    await activeSwitch(page, 'Evening show').press('Space'); // the input lies under its drawing
    expect((await kept).status()).toBe(200);
    await eventually(async () => expect(await activeSwitch(page, 'My first stream').isChecked()).toBe(false));
    for (const name of ['Rehearsal', 'Own server']) await target(page, name).getByText('Reachable').waitFor();
    await comesUpSteadily(() => target(page, 'Own server').getByText('Reachable').waitFor());
    await isOpenToAll('stream page while offline');
    expect(await activeSwitch(page, 'Evening show').isChecked()).toBe(true);
    expect(await activeSwitch(page, 'My first stream').isChecked()).toBe(false);
    offline = await heights();
    await button(page, 'Hide targets of Evening show').click();
    await gone(target(page, 'Own server'));
    await button(page, 'Show targets of Evening show').click();
    await target(page, 'Own server').waitFor();
  });

  it('goes live and says what to type into OBS, the key only when asked', async () => {
    await button(region(page, 'Stream'), 'Go Live').press('Enter');
    await region(page, 'Stream').getByText('Waiting for OBS').waitFor();
    await hasFocus(button(page, 'Go Offline'));
    await comesUpSteadily(() => target(page, 'Own server').getByText('Ready').waitFor());
    await isAsHighAsOffline();
    await isOpenToAll('stream page while it waits');
    const obs = region(page, 'Point OBS here');
    const key = obs.getByLabel('Stream key', { exact: true });
    await button(obs, 'Copy stream key').click();
    ingest = { server: await obs.getByLabel('Server', { exact: true }).inputValue(), key: await ada.clipboard() };
    expect(ingest.server).toBe(`rtmp://localhost:${installation.ports.rtmp}/ada`);
    expect(await key.inputValue()).toMatch(/^•+$/);
    expect(await page.content()).not.toContain(ingest.key);
    await button(obs, 'Show stream key').click();
    expect(await key.inputValue()).toBe(ingest.key);
    await button(obs, 'Hide stream key').click();
    expect(await key.inputValue()).toMatch(/^•+$/);
  });

  it('shows each target live once the encoder sends, and the picture', async () => {
    await startEncoder();
    for (const name of ['Rehearsal', 'Own server'])
      await target(page, name).getByText('Live', { exact: true }).waitFor();
    await isAsHighAsOffline();
    await eventually(async () => {
      const [recording] = await nginx.recordings();
      expect((await stat(recording!)).size).toBeGreaterThan(0);
    });
    await button(region(page, 'Preview'), 'Watch preview').press('Enter');
    await hasFocus(region(page, 'Preview'));
    const video = page.getByLabel('Live preview of your stream');
    await eventually(async () => expect(await decodedFrames(video)).toBeGreaterThan(0));
    const before = await decodedFrames(video);
    await eventually(async () => expect(await decodedFrames(video)).toBeGreaterThan(before + 30));
    expect(await contrast(video)).toBeGreaterThan(100);
    // Done, but it does not pull the page up under the hand: it is away when the page is loaded again.
    await region(page, 'Your first stream').waitFor();
  });

  it('keeps its shape when it is loaded again on air, and the keyboard on a switch', async () => {
    const keeps = page.waitForResponse((answer) => answer.request().method() === 'PATCH');
    const onOff = page.getByLabel('Stream to Rehearsal', { exact: true });
    await onOff.press('Space');
    expect((await keeps).status()).toBe(200);
    await gone(target(page, 'Rehearsal').getByText('Live', { exact: true }));
    await hasFocus(onOff);
    await onOff.press('Space');
    await target(page, 'Rehearsal').getByText('Live', { exact: true }).waitFor();
    await comesUpSteadily(async () => {
      await target(page, 'Own server').getByText('Live', { exact: true }).waitFor();
      await region(page, 'Incoming from OBS').locator('canvas').waitFor();
    });
    await gone(region(page, 'Your first stream'));
  });

  it('is open to all with a target that fails, and while OBS is gone, narrow and wide', async () => {
    const { api } = await installation.signIn('ada');
    const { id } = (await api.call('listSettings', {})).find(({ name }) => name === 'Evening show')!;
    const closed = {
      name: 'Closed door',
      platform: 'custom' as const,
      url: `rtmp://127.0.0.1:${await freePort()}/live`,
    };
    await api.call('createTarget', { params: { id }, body: { ...closed, key: 'nobody' } });
    await page.reload();
    await button(page, 'Try Closed door now').waitFor();
    const isOpenAtEdges = async (state: string) => {
      for (const edge of EDGES) {
        await page.setViewportSize(edge);
        await isOpenToAll(`${state}, ${edge.width} px wide`);
      }
    };
    await isOpenAtEdges('stream page on air');
    await encoder.stop();
    await region(page, 'Stream').getByText('OBS lost', { exact: true }).waitFor();
    await isOpenAtEdges('stream page without OBS');
    await startEncoder();
  });

  it('shows another user nothing of it', async () => {
    const [session] = await (await installation.signIn('ada')).api.call('listSessions', {});
    const bob = await browser.visitor(installation.origin);
    await register(bob.page, 'bob', PASSWORD);
    await bob.page.getByText('No stream setting yet').waitFor();
    expect(await bob.page.content()).not.toMatch(/Evening show|Own server|My first stream/);
    await bob.page.getByRole('link', { name: 'Sessions' }).click();
    await bob.page.getByText('No session yet').waitFor();
    await bob.page.goto(`/sessions/${session!.id}`);
    await bob.page.getByText('This could not be loaded').waitFor();
    expect(await bob.page.content()).not.toContain('Evening show');
    expect(bob.faults).toEqual([]);
    await bob.leave();
  });

  it('fits a telephone', async () => {
    await page.setViewportSize(NARROW);
    const widths: Record<string, number> = {};
    widths['stream'] = await ada.overflow();
    await button(page, 'Edit Own server').click();
    await dialog(page, 'Edit target').getByLabel('Server URL').waitFor();
    widths['target'] = await ada.overflow();
    await isOpenToAll('edit target');
    await button(dialog(page, 'Edit target'), 'Close').click();
    await page.getByRole('link', { name: 'Sessions', exact: true }).click();
    await page.getByRole('link', { name: /Evening show/ }).waitFor();
    widths['sessions'] = await ada.overflow();
    await isOpenToAll('sessions');
    await page.getByRole('link', { name: 'Nodes', exact: true }).click();
    await page.getByText('ingest-1').first().waitFor();
    widths['nodes'] = await ada.overflow();
    await isOpenToAll('nodes');
    await button(page, 'Account menu: ada').click();
    await isOpenToAll('menu');
    await page.getByRole('link', { name: 'Account', exact: true }).click();
    await page.getByText('Present password').waitFor();
    widths['account'] = await ada.overflow();
    await page.getByLabel('Token name').fill('Stream deck');
    await button(page, 'Make token').click();
    await page.getByLabel('New token').waitFor();
    await isOpenToAll('account');
    await button(page, 'Set up second factor').click();
    const factor = dialog(page, 'Set up second factor');
    await factor.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await button(factor, 'Continue').click();
    await factor.getByLabel('Code from the app').waitFor();
    await isOpenToAll('second factor');
    await button(factor, 'Close').click();
    expect(widths).toEqual({ stream: 0, target: 0, sessions: 0, nodes: 0, account: 0 });
  });

  it('goes offline when told twice', async () => {
    await page.setViewportSize(WIDE);
    await page.getByRole('link', { name: 'Stream', exact: true }).click();
    const question = dialog(page, 'Go offline?');
    await button(page, 'Go Offline').press('Enter');
    await button(question, 'Keep streaming').waitFor();
    await isOpenToAll('question before the stream ends');
    await button(question, 'Keep streaming').press('Enter');
    await gone(question);
    await hasFocus(button(page, 'Go Offline'));
    await region(page, 'Stream').getByText('On air', { exact: true }).waitFor();
    const below = await belowTheBar();
    await button(page, 'Go Offline').press('Enter');
    await button(question, 'End the stream').press('Enter');
    await page.getByText('Your last stream has ended').waitFor();
    expect(await belowTheBar()).toBeCloseTo(below, 0);
    await region(page, 'Stream').getByText('Offline', { exact: true }).waitFor();
    await hasFocus(button(region(page, 'Stream'), 'Go Live'));
    await isOpenToAll('stream page after a stream');
    await page.getByRole('link', { name: 'See the report' }).click();
    await region(page, 'What happened').waitFor();
    await isOpenToAll('report');
  });

  it('signs out to the home page', async () => {
    await button(page, 'Account menu: ada').click();
    await button(page, 'Sign out').click();
    await page.getByRole('heading', { name: 'Point OBS at one address. Be on every platform.' }).waitFor();
    await page.setViewportSize(NARROW);
    expect(await ada.overflow()).toBe(0);
    await page.goto('/stream');
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
    expect(await ada.overflow()).toBe(0);
    await isOpenToAll('sign-in');
    await page.goto('/nowhere');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await isOpenToAll('not found');
  });
});
