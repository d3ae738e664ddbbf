import { spawn } from 'node:child_process';

/** A step that could not be done, with a message for the person at the terminal. */
export class StepError extends Error {}

/**
 * Runs a program in the foreground and resolves when it ended well. Its output goes to the terminal; with `quiet` it is
 * shown only when the program fails. One that has not ended after `limitMinutes` is ended, with what it started.
 */
export function run(command, args, { quiet = false, env = {}, cwd, limitMinutes } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'];
    const detached = limitMinutes !== undefined; // a group of its own, so that all of it can be ended
    const child = spawn(command, args, { stdio, cwd, detached, env: { ...process.env, ...env } });
    const endWithUs = (signal) => (detached ? process.kill(-child.pid, signal) : child.kill(signal));
    const limit = detached && setTimeout(() => endWithUs('SIGKILL'), limitMinutes * 60_000);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const name of signals) process.on(name, endWithUs);
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => reject(new StepError(`Could not run ${command}: ${error.message}`)));
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      for (const name of signals) process.off(name, endWithUs);
      if (code === 0) return resolve();
      if (!signal) process.stderr.write(Buffer.concat(output));
      reject(new StepError(`${[command, ...args].join(' ')} ended with ${signal ?? `exit code ${code}`}.`));
    });
  });
}

/** Runs the steps; a failed one is told in one line and ends the process with 1. */
export async function runOrExit(steps) {
  try {
    await steps();
  } catch (error) {
    console.error(error instanceof StepError ? `\n${error.message}` : error);
    process.exit(1);
  }
}

export function say(line) {
  console.log(line);
}
