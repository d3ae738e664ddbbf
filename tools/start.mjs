#!/usr/bin/env node
// `npm start`: plain JavaScript, because it runs before anything is installed or built.
import { fileURLToPath } from 'node:url';
import { build } from './bootstrap/build.mjs';
import { checkNode } from './bootstrap/node-version.mjs';
import { installPackages } from './bootstrap/packages.mjs';
import { installPrograms, programsToRun } from './bootstrap/programs.mjs';
import { runOrExit } from './bootstrap/run.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

await runOrExit(async () => {
  checkNode();
  await installPackages();
  await installPrograms(programsToRun);
  await build();
});

const { launch } = await import('./dist/launcher/main.js');
await launch(process.argv.slice(2));
