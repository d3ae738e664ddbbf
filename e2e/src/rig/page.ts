import { type Locator, type Page } from 'playwright-core';
import { type Streamer } from './streamer.js';

/** The parts of the page by the names that apps/web/README.md promises. */
export const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });
export const target = (page: Page, name: string): Locator => page.getByRole('listitem', { name, exact: true });
export const button = (scope: Page | Locator, name: string): Locator =>
  scope.getByRole('button', { name, exact: true });

export const dialog = (page: Page, name: string): Locator => page.getByRole('dialog', { name, exact: true });
export const setting = (page: Page, name: string): Locator => page.getByRole('article', { name, exact: true });
export const activeSwitch = (page: Page, name: string): Locator =>
  setting(page, name).getByLabel('Active', { exact: true });
export const gone = (thing: Locator): Promise<void> => thing.waitFor({ state: 'hidden' });
export const hasFocus = (thing: Locator): Promise<void> =>
  thing.and(thing.page().locator(':focus')).waitFor({ state: 'attached' });

/** Makes an account, from a page that has the way to it; ends where the first stream is set up. */
export async function register(page: Page, handle: string, password: string): Promise<void> {
  await page.getByRole('link', { name: 'Create account' }).click();
  await page.getByLabel('Handle').fill(handle);
  await page.getByLabel('E-mail').fill(`${handle}@example.com`);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Create account').click();
  await region(page, 'Your first stream').waitFor();
}

/** Loads the page as it is on installations without a practice destination, until the returned function is called. */
export async function withoutPractice(page: Page): Promise<() => Promise<void>> {
  const platforms = '**/api/platforms';
  await page.route(platforms, async (route) => {
    const response = await route.fetch();
    const offered = (await response.json()) as { id: string }[];
    await route.fulfill({ response, json: offered.filter(({ id }) => id !== 'practice') });
  });
  await page.reload();
  return async () => {
    await page.unroute(platforms);
    await page.reload();
  };
}

/** Signs in to an account that was made before; ends on the stream page. */
export async function signIn(page: Page, { handle, password }: Streamer): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Handle or e-mail').fill(handle);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await button(page, 'Sign in').click();
  await region(page, 'Stream').waitFor();
}
