import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, say, StepError } from './run.mjs';

/** Where packages put servers although an ordinary user's PATH does not name it. */
const MORE_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin', '/usr/local/bin'];

/**
 * A program Mid-Station runs. `found` is any of these commands on the PATH, or any of these files. No `brew` means
 * that Homebrew has no such package.
 */
export const programsToRun = [
  { name: 'nats-server', commands: ['nats-server'], apt: ['nats-server'], brew: ['nats-server'] },
  { name: 'redis-server', commands: ['redis-server'], apt: ['redis-server'], brew: ['redis'] },
  { name: 'ffmpeg', commands: ['ffmpeg'], apt: ['ffmpeg'], brew: ['ffmpeg'] },
];

/** What only the tests need: other people's RTMP servers and a browser. */
export const programsToTest = [
  {
    name: 'nginx with its RTMP module',
    files: ['/usr/lib/nginx/modules/ngx_rtmp_module.so'],
    apt: ['nginx-light', 'libnginx-mod-rtmp'],
  },
  { name: 'chromium', commands: ['chromium', 'chromium-browser'], apt: ['chromium'], brew: ['chromium'] },
  { name: 'stunnel', commands: ['stunnel4', 'stunnel'], apt: ['stunnel4'], brew: ['stunnel'] },
  {
    name: 'GStreamer',
    commands: ['gst-launch-1.0'],
    apt: ['gstreamer1.0-tools', 'gstreamer1.0-plugins-good', 'gstreamer1.0-plugins-bad'],
    brew: ['gstreamer'],
  },
];

/** What only the benchmark needs: whom it compares with and what our services need. */
export const programsToBench = [
  ...programsToRun,
  programsToTest.find(({ name }) => name.startsWith('nginx')),
  { name: 'haproxy', commands: ['haproxy'], apt: ['haproxy'], brew: ['haproxy'] },
];

/** Counts system calls for the benchmark, which does without where no such package exists. */
export const perf = { name: 'perf', commands: ['perf'], apt: ['linux-perf'] };

/** Installs what is missing with apt or Homebrew, saying so first, and extends the PATH to where servers are put. */
export async function installPrograms(programs) {
  process.env.PATH = [process.env.PATH, ...MORE_FOLDERS].join(delimiter);
  const missing = programs.filter((program) => !isThere(program));
  if (missing.length === 0) return;
  const names = missing.map((program) => program.name).join(', ');
  if (onPath('apt-get')) await installWithApt(missing, names);
  else if (onPath('brew') && missing.every((program) => program.brew)) await installWithBrew(missing, names);
  else throw new StepError(`Missing: ${names}. Install them with your system's package manager and try again.`);
  const still = missing.filter((program) => !isThere(program));
  if (still.length > 0) throw new StepError(`Installed, but not found: ${still.map(({ name }) => name).join(', ')}.`);
}

async function installWithApt(missing, names) {
  const packages = missing.flatMap((program) => program.apt);
  const isRoot = process.getuid?.() === 0;
  say(`Missing: ${names}. Installing with apt${isRoot ? '' : ' (sudo)'}: ${packages.join(' ')} …`);
  const prefix = isRoot ? [] : ['sudo', ...(process.stdin.isTTY ? [] : ['-n'])];
  const apt = async (...args) => {
    const [command, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', ...args];
    await run(command, rest, { quiet: true });
  };
  await apt('update');
  await apt('install', '-y', '--no-install-recommends', ...packages);
}

async function installWithBrew(missing, names) {
  const packages = missing.flatMap((program) => program.brew);
  say(`Missing: ${names}. Installing with Homebrew: ${packages.join(' ')} …`);
  await run('brew', ['install', ...packages]);
}

function isThere({ commands = [], files = [] }) {
  return commands.some(onPath) || files.some((file) => existsSync(file));
}

function onPath(command) {
  return process.env.PATH.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
