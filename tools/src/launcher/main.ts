import { readLauncherConfig } from './config.js';
import { Installation } from './installation.js';
import { stopRequested } from './stop-request.js';
import { say, tellFailure } from './terminal.js';

/** `npm start`: runs an installation in the foreground until it is asked to stop, then ends the process. */
export async function launch(args: readonly string[]): Promise<void> {
  try {
    await run(args.includes('--demo'));
    process.exit(0);
  } catch (error) {
    tellFailure(error);
    process.exit(1);
  }
}

async function run(withDemo: boolean): Promise<void> {
  const config = readLauncherConfig();
  say(`Starting Mid-Station in ${config.dataDir} …`);
  const stop = stopRequested();
  const installation = await Installation.prepare(config, say);
  try {
    await unlessStopped(stop, installation.start());
    if (!stop.aborted) {
      say(`Mid-Station is ready: ${installation.origin}`);
      if (withDemo) await demo(installation, stop);
      await unlessStopped(stop, new Promise(() => {}));
    }
    say('Stopping …');
  } finally {
    await installation.stop();
  }
}

/** Waits for the work, or until it need not be done any more; what it then throws is a consequence of stopping. */
async function unlessStopped(stop: AbortSignal, work: Promise<void>): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    if (stop.aborted) resolve();
    stop.addEventListener('abort', () => resolve());
  });
  await Promise.race([work, stopped]);
  work.catch(() => undefined);
}

/** The installation is worth more than the demo: when that fails, it says so and the rest stays up. */
async function demo(installation: Installation, signal: AbortSignal): Promise<void> {
  try {
    const { runDemo } = await import('../demo/demo.js');
    const { origin, secrets, dir } = installation;
    await runDemo({ origin, password: secrets.demoPassword, encoderLog: dir.logFile('demo-encoder'), say, signal });
  } catch (error) {
    say(`The demo ended: ${error instanceof Error ? error.message : String(error)}`);
  }
}
