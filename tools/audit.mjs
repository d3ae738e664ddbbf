#!/usr/bin/env node
// `npm run audit`: known weaknesses of the packages that run in production, and critical ones of the tools, except those of
// audit-exceptions.json. Where the registry does not answer, that is said and nothing fails: it tells nothing of our
// packages. Needs a build.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { judge } from './dist/supply-chain/advisories.js';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
/** Time the registry may take, in milliseconds. */
const TIMEOUT_MS = 60_000;

const audit = (...args) =>
  spawnSync('npm', ['audit', '--json', ...args], { encoding: 'utf8', timeout: TIMEOUT_MS }).stdout;
const exceptions = readFileSync('tools/audit-exceptions.json', 'utf8');
const today = new Date().toISOString().slice(0, 10);
const verdict = judge({ production: audit('--omit=dev'), all: audit() }, exceptions, today);
if (!verdict) {
  console.log('Audit: the registry did not answer, so nothing is known about our packages today.');
} else {
  for (const line of verdict.open) console.error(`Audit: ${line}`);
  for (const line of verdict.excepted) console.log(`Audit: passed over: ${line}`);
  for (const advisory of verdict.idle) console.log(`Audit: the exception for ${advisory} is needed no more.`);
  console.log(`Audit: known weaknesses without a written exception: ${verdict.open.length}.`);
  process.exitCode = verdict.open.length > 0 ? 1 : 0;
}
