import { AxeBuilder } from '@axe-core/playwright';
import { type Page } from 'playwright-core';

/** WCAG 2.2 on levels A and AA, with what it took over from 2.0 and 2.1. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Of its rules, the one that the colours decide: in the other scheme nothing else is different. */
const OF_COLOURS = 'color-contrast';

/** Whatever of a page keeps people out, in light and in dark: where, which rule, which element. */
export async function barriers(page: Page, state: string): Promise<string[]> {
  const dark = await violations(page, state, 'dark', (axe) => axe.withRules(OF_COLOURS));
  return [...dark, ...(await violations(page, state, 'light', (axe) => axe.withTags(WCAG)))];
}

async function violations(
  page: Page,
  state: string,
  colorScheme: 'light' | 'dark',
  choose: (axe: AxeBuilder) => AxeBuilder,
): Promise<string[]> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
  // Half-way to its colour a thing has a contrast that nobody gets to see.
  await page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))');
  // The usual mode opens another page to put the findings of frames together, of which there are none here.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  // What lies under a dialog cannot be reached, and is covered here and there.
  if ((await page.getByRole('dialog').count()) > 0) axe.include('[role="dialog"]');
  const found = await choose(axe).analyze();
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${state}, ${colorScheme}: ${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}
