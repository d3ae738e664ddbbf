import { readFileSync } from 'node:fs';
import { run, say } from './run.mjs';

/** Written by npm at the end of each install. */
const INSTALLED = 'node_modules/.package-lock.json';

/** Installs the npm packages of package-lock.json unless exactly those are there. */
export async function installPackages() {
  const installed = packagesOf(INSTALLED);
  if (installed && matches(packagesOf('package-lock.json'), installed)) return;
  say(installed ? 'package-lock.json changed: installing npm packages again …' : 'Installing npm packages …');
  await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** The packages of a lock file by their path; undefined when there is no such file. */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Optional packages are for other machines when they are not there. */
function matches(wanted, installed) {
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const found = installed[path];
    return found ? found.version === version : optional === true;
  });
}
