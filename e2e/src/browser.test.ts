import { startNginxRtmp, type NginxRtmp } from '@mid-station/rtmp/testing';
import { eventually } from '@mid-station/service/testing';
import { stat } from 'node:fs/promises';
import { type Locator, type Page } from 'playwright-core';
import { TestBrowser, type Visitor } from './rig/browser.js';
import { Encoder } from './rig/encoder.js';
import { makeFeed } from './rig/feed.js';
import { TestInstallation } from './rig/installation.js';
import { Owner } from './rig/owner.js';
import { contrast, decodedFrames } from './rig/video.js';
import { WorkDir } from './rig/work-dir.js';

const PASSWORD = 'correct horse battery staple';
/** Width of a common telephone. */
const NARROW = { width: 390, height: 844 };
const WIDE = { width: 1280, height: 900 };

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true });
const button = (scope: Page | Locator, name: string) => scope.getByRole('button', { name, exact: true });
const setting = (page: Page, name: string) => page.getByRole('article', { name, exact: true });
const target = (page: Page, name: string) => page.getByRole('listitem', { name, exact: true });
const activeSwitch = (page: Page, name: string) => setting(page, name).getByLabel('Active', { exact: true });
const gone = (thing: Locator) => thing.waitFor({ state: 'hidden' });

const register = async ({ page }: Visitor, handle: string): Promise<void> => {
  await page.getByRole('link', { name: 'Create account' }).click();
  await page.getByLabel('Handle').fill(handle);
  await page.getByLabel('E-mail').fill(`${handle}@example.com`);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await button(page, 'Create account').click();
  await region(page, 'Your first stream').waitFor();
};

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
  }, 120_000);

  afterEach(() => expect(ada?.faults ?? []).toEqual([]));

  afterAll(() => owner.stop());

  it('leads from the home page to an account and its first-run guide', async () => {
    await page.getByRole('heading', { name: 'Point OBS at one address. Be on every platform.' }).waitFor();
    await register(ada, 'ada');
    const guide = region(page, 'Your first stream');
    await button(guide, 'Make a setting').click();
    await button(guide, 'Add practice target').click();
    await target(page, 'Practice').waitFor();
    expect(await activeSwitch(page, 'My first stream').isChecked()).toBe(true);
    await button(guide, 'Go Live').waitFor();
  });

  it('makes a setting with a practice target and a server of one’s own', async () => {
    await button(page, 'New setting').click();
    await dialog(page, 'New stream setting').getByLabel('Setting name').fill('Evening show');
    await button(page, 'Create setting').click();
    const evening = setting(page, 'Evening show');
    await button(evening, 'Show targets of Evening show').click();
    const add = dialog(page, 'Add target');
    await button(evening, 'Add target').click();
    await button(add, 'Practice').click();
    await add.getByLabel('Target name').fill('Rehearsal');
    await button(add, 'Add target').click();
    await target(page, 'Rehearsal').waitFor();
    await gone(add);
    await button(evening, 'Add target').click();
    await button(add, 'Custom RTMP server').click();
    await add.getByLabel('Target name').fill('My nginx');
    await add.getByLabel('Server URL').fill(`rtmp://127.0.0.1:${nginx.port}/live`);
    await add.getByLabel('Stream key', { exact: true }).fill('evening-key-4711');
    await button(add, 'Add target').click();
    expect(await target(page, 'My nginx').innerText()).toContain('key ••••4711');
    await gone(add);
  });

  it('edits with the pen and asks once more before it deletes', async () => {
    const edit = dialog(page, 'Edit target');
    await button(page, 'Edit My nginx').click();
    await edit.getByLabel('Target name').fill('Own server');
    await button(edit, 'Save').click();
    await target(page, 'Own server').waitFor();
    await gone(edit);
    await button(page, 'Edit Practice').click();
    const question = dialog(page, 'Delete “Practice”?');
    await button(edit, 'Delete target').click();
    await button(question, 'Cancel').click();
    await gone(question);
    await target(page, 'Practice').waitFor();
    await button(edit, 'Delete target').click();
    await button(question, 'Yes, delete target').click();
    await gone(target(page, 'Practice'));
  });

  it('keeps one setting active, and hides and shows targets', async () => {
    // The switch turns before the answer comes, so the answer is what tells that it is kept.
    const kept = page.waitForResponse((answer) => answer.url().endsWith('/active'));
    await activeSwitch(page, 'Evening show').press('Space'); // the input lies under its drawing
    expect((await kept).status()).toBe(200);
    await eventually(async () => expect(await activeSwitch(page, 'My first stream').isChecked()).toBe(false));
    await page.reload();
    await setting(page, 'Evening show').waitFor();
    expect(await activeSwitch(page, 'Evening show').isChecked()).toBe(true);
    expect(await activeSwitch(page, 'My first stream').isChecked()).toBe(false);
    await button(page, 'Hide targets of Evening show').click();
    await gone(target(page, 'Own server'));
    await button(page, 'Show targets of Evening show').click();
    await target(page, 'Own server').waitFor();
  });

  it('goes live and says what to type into OBS, the key only when asked', async () => {
    await button(region(page, 'Stream'), 'Go Live').click();
    await region(page, 'Stream').getByText('Waiting for OBS').waitFor();
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
    const encoder = new Encoder(feed, `${ingest.server}/${ingest.key}`, { loop: true });
    await owner.own(Promise.resolve(encoder));
    await region(page, 'Stream').getByText('On air', { exact: true }).waitFor();
    for (const name of ['Rehearsal', 'Own server'])
      await target(page, name).getByText('Live', { exact: true }).waitFor();
    await eventually(async () => {
      const [recording] = await nginx.recordings();
      expect((await stat(recording!)).size).toBeGreaterThan(0);
    });
    await button(region(page, 'Preview'), 'Watch preview').click();
    const video = page.getByLabel('Live preview of your stream');
    await eventually(async () => expect(await decodedFrames(video)).toBeGreaterThan(0));
    const before = await decodedFrames(video);
    await eventually(async () => expect(await decodedFrames(video)).toBeGreaterThan(before + 30));
    expect(await contrast(video)).toBeGreaterThan(100);
    await gone(region(page, 'Your first stream'));
  });

  it('shows another user nothing of it', async () => {
    const [session] = await (await installation.signIn('ada')).api.call('listSessions', {});
    const bob = await browser.visitor(installation.origin);
    await register(bob, 'bob');
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
    await button(dialog(page, 'Edit target'), 'Close').click();
    await page.getByRole('link', { name: 'Sessions', exact: true }).click();
    await page.getByRole('link', { name: /Evening show/ }).waitFor();
    widths['sessions'] = await ada.overflow();
    await page.getByRole('link', { name: 'Nodes', exact: true }).click();
    await page.getByText('ingest-1').first().waitFor();
    widths['nodes'] = await ada.overflow();
    await button(page, 'Account menu: ada').click();
    await page.getByRole('link', { name: 'Account', exact: true }).click();
    await page.getByText('Present password').waitFor();
    widths['account'] = await ada.overflow();
    expect(widths).toEqual({ stream: 0, target: 0, sessions: 0, nodes: 0, account: 0 });
  });

  it('goes offline when told twice', async () => {
    await page.setViewportSize(WIDE);
    await page.getByRole('link', { name: 'Stream', exact: true }).click();
    const question = dialog(page, 'Go offline?');
    await button(page, 'Go Offline').click();
    await button(question, 'Keep streaming').click();
    await gone(question);
    await region(page, 'Stream').getByText('On air', { exact: true }).waitFor();
    await button(page, 'Go Offline').click();
    await button(question, 'End the stream').click();
    await page.getByText('Your last stream has ended').waitFor();
    await region(page, 'Stream').getByText('Offline', { exact: true }).waitFor();
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
  });
});
