import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const COMMANDS = ['chromium', 'chromium-browser'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];
/** Longest wait for anything on a page, in milliseconds: generous, because only a failing test waits that long. */
const LIMIT_MS = 20_000;
const WINDOW = { width: 1280, height: 900 };

/** A real Chromium. Stopping it closes every page. */
export class TestBrowser {
  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<TestBrowser> {
    return new TestBrowser(await chromium.launch({ executablePath: executable(), args: FLAGS }));
  }

  /** Somebody with cookies and storage of their own, at the first page of this origin. */
  async visitor(origin: string): Promise<Visitor> {
    const context = await this.browser.newContext({
      baseURL: origin,
      locale: 'en-GB',
      viewport: WINDOW,
      reducedMotion: 'reduce',
    });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
    context.setDefaultTimeout(LIMIT_MS);
    const visitor = new Visitor(context, await context.newPage());
    await visitor.page.goto('/');
    return visitor;
  }

  stop(): Promise<void> {
    return this.browser.close();
  }
}

/** One person's window. */
export class Visitor {
  /** What the page itself reported: errors that nobody caught, what its own policy forbids, what React complains about. */
  readonly faults: string[] = [];

  constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('pageerror', (error) => this.faults.push(error.message));
    page.on('console', (message) => {
      // The browser itself says this of every answer that is not 2xx, such as "nobody is signed in".
      const isRefusal = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isRefusal) this.faults.push(message.text());
    });
  }

  clipboard(): Promise<string> {
    return this.page.evaluate('navigator.clipboard.readText()');
  }

  /** Pixels by which the page is wider than its window. */
  overflow(): Promise<number> {
    return this.page.evaluate('Math.max(0, document.documentElement.scrollWidth - innerWidth)');
  }

  leave(): Promise<void> {
    return this.context.close();
  }
}

function executable(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command))).find(canRun);
  if (!found) throw new Error(`none of ${COMMANDS.join(', ')} is on the PATH`);
  return found;
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
