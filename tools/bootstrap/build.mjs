import { run, say } from './run.mjs';

/** Builds every project; Nx builds only what changed since last time. */
export async function build() {
  say('Building what changed …');
  await run(process.execPath, ['node_modules/.bin/nx', 'run-many', '-t', 'build', '--output-style=static'], {
    quiet: true,
  });
}
