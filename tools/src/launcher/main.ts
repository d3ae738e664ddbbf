import { ConfigError } from '@mid-station/service/config';
import { readLauncherConfig } from './config.js';
import { LaunchFailure } from './failure.js';
import { Installation } from './installation.js';
import { untilAskedToStop } from './stop-request.js';

/** `npm start`: runs an installation in the foreground until it is asked to stop, then ends the process. */
export async function launch(args: readonly string[]): Promise<void> {
  try {
    process.exitCode = await run(args.includes('--demo'));
  } catch (error) {
    const expected = error instanceof LaunchFailure || error instanceof ConfigError;
    console.error(expected ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}

async function run(_demo: boolean): Promise<number> {
  const config = readLauncherConfig();
  console.log(`Starting Mid-Station in ${config.dataDir} …`);
  const stopRequest = untilAskedToStop();
  const installation = await Installation.prepare(config, (line) => console.log(line));
  try {
    const started = installation.start();
    started.catch(() => undefined); // when asked to stop first, its failure is a consequence
    if ((await Promise.race([started, stopRequest])) !== 'stop') {
      console.log(`Mid-Station is ready: http://localhost:${config.httpPort}`);
      await stopRequest;
    }
    console.log('Stopping …');
    return 0;
  } finally {
    await installation.stop();
  }
}
