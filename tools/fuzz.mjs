#!/usr/bin/env node
// `npm run fuzz [-- SECONDS [SEED]]`: every decoder of the RTMP engine for SECONDS (default 10), from a fresh seed.
import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build } from './bootstrap/build.mjs';
import { checkNode } from './bootstrap/node-version.mjs';
import { installPackages } from './bootstrap/packages.mjs';
import { runOrExit, say, StepError } from './bootstrap/run.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

await runOrExit(async () => {
  checkNode();
  const [seconds = 10, seed = randomInt(2 ** 31)] = process.argv.slice(2).map(Number);
  if (!(seconds > 0) || !Number.isInteger(seed)) throw new StepError('Usage: npm run fuzz -- [SECONDS [SEED]]');
  await installPackages();
  await build();
  const { main } = await import('../libs/rtmp/dist/fuzz/main.js');
  main(seconds, seed, say);
});
