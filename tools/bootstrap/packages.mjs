import { statSync } from 'node:fs';
import { run, say } from './run.mjs';

/** Written by npm at the end of each install. */
const INSTALLED = 'node_modules/.package-lock.json';

/** Installs the npm packages of package-lock.json when they are missing or older than it. */
export async function installPackages() {
  const installedAt = modifiedAt(INSTALLED);
  if (installedAt >= modifiedAt('package-lock.json')) return;
  say(installedAt === 0 ? 'Installing npm packages …' : 'package-lock.json changed: installing npm packages again …');
  await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
