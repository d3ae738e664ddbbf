#!/usr/bin/env node
// `npm test`: everything needed to believe a change, from a fresh clone. Plain JavaScript, like `npm start`.
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './bootstrap/build.mjs';
import { checkNode } from './bootstrap/node-version.mjs';
import { installPackages } from './bootstrap/packages.mjs';
import { installPrograms, programsToRun, programsToTest } from './bootstrap/programs.mjs';
import { run, runOrExit, say, StepError } from './bootstrap/run.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const resultFile = (suite) => join(tmpdir(), `midstation-${suite}-${process.pid}.json`);
const suites = ['unit', 'e2e'];
/** Longest time of one step, in minutes: several times what a slow machine needs, so that a step that hangs is told. */
const STEP_LIMIT_MINUTES = 20;
const seconds = {};

/** Runs one step with its name and time; a failed step does not keep the others from running. */
async function step(name, work) {
  say(`\n== ${name}`);
  const from = Date.now();
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    say(error.message);
    return false;
  } finally {
    seconds[name] = Math.round((Date.now() - from) / 1000);
  }
}

const npm = (script, ...args) =>
  run('npm', ['run', '--silent', script, ...(args.length > 0 ? ['--', ...args] : [])], {
    limitMinutes: STEP_LIMIT_MINUTES,
  });
const jest = (suite) => npm(suite, '--json', `--outputFile=${resultFile(suite)}`);

/** What a suite's own result file says; a suite that did not get that far counts as one failure. */
function counts(suite) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(resultFile(suite)));
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(resultFile(suite), { force: true });
  }
}

await runOrExit(async () => {
  checkNode();
  await installPackages();
  await installPrograms([...programsToRun, ...programsToTest]);
  const built = await step('build', build);
  const [typed, linted, audited] = await Promise.all([
    step('typecheck', () => npm('typecheck')),
    step('lint', () => npm('lint')),
    step('audit', () => npm('audit')),
  ]);
  // Tests have the machine for themselves: some of them measure.
  await step('unit', () => jest('unit'));
  await step('e2e', () => jest('e2e'));
  const totals = suites.map(counts);
  const passed = totals.reduce((sum, suite) => sum + suite.passed, 0);
  const failed = totals.reduce((sum, suite) => sum + suite.failed, 0);
  say(
    `\n${Object.entries(seconds)
      .map(([name, time]) => `${name} ${time} s`)
      .join(', ')}`,
  );
  if (!built) say('The build failed.');
  if (!typed) say('The type check failed.');
  if (!linted) say('The lint (rules, format) failed.');
  if (!audited) say('The audit (known weaknesses of packages) failed.');
  say(`${passed} passed, ${failed} failed`);
  process.exit(built && typed && linted && audited && failed === 0 && passed > 0 ? 0 : 1);
});
