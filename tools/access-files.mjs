#!/usr/bin/env node
// `npm run access-files`: writes anew what NATS and Redis in containers let each part do, after that has changed.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from './bootstrap/build.mjs';
import { runOrExit, say } from './bootstrap/run.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

await runOrExit(async () => {
  await build();
  const { accessFiles } = await import('./dist/deploy/access-files.js');
  for (const [path, text] of Object.entries(accessFiles())) {
    writeFileSync(path, text);
    say(path);
  }
});
