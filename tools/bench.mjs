#!/usr/bin/env node
// `npm run bench`: plain JavaScript, because it runs before anything is installed or built.
import { fileURLToPath } from 'node:url';
import { build } from './bootstrap/build.mjs';
import { checkNode } from './bootstrap/node-version.mjs';
import { installPackages } from './bootstrap/packages.mjs';
import { installPrograms, perf, programsToBench } from './bootstrap/programs.mjs';
import { runOrExit, say } from './bootstrap/run.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

await runOrExit(async () => {
  checkNode();
  await installPackages();
  await installPrograms(programsToBench);
  await installPrograms([perf]).catch(() => say('Without perf: reads and writes are not counted.'));
  await build();
});

const { bench } = await import('./dist/bench/main.js');
await runOrExit(() => bench(process.argv.slice(2)));
