import { join } from 'node:path';
import { programVersion } from '../measure/machine.js';
import { PinnedProcess } from '../system/pinned-process.js';
import { untilListening } from '../system/wait-for.js';
import { type Contender, CONTENDER_CORE, type Job, running, targetOf, upTo } from './contender.js';

/**
 * One `ffmpeg -c copy` per target, as most restreamers do it. Each listens itself, so that the server which they would
 * otherwise pull from costs nothing.
 */
export const ffmpeg: Contender = {
  name: 'ffmpeg',
  kind: 'relay',
  /** A little more than half a percent of a core each, and a hundred start at once. */
  streamsMax: 120,

  async version() {
    return `ffmpeg ${await programVersion('ffmpeg', ['-version'], /^ffmpeg version (\S+)/)}`;
  },

  async start(job) {
    const started = await Promise.all(
      upTo(job.size.publishers).flatMap((publisher) =>
        upTo(job.size.targets).map((target) => startOne(job, publisher, target)),
      ),
    );
    const ports = started.map(({ port }) => port);
    await untilListening(ports);
    const addresses = ports.map((port) => ({ url: `rtmp://127.0.0.1:${port}/live`, key: 'k' }));
    return running(
      addresses,
      started.map(({ process }) => process),
    );
  },
};

async function startOne(
  job: Job,
  publisher: number,
  target: number,
): Promise<{ port: number; process: PinnedProcess }> {
  const port = await job.takePort();
  const { url, key } = targetOf(job.sinkPort, publisher, target);
  const input = ['-listen', '1', '-i', `rtmp://127.0.0.1:${port}/live/k`];
  const args = ['-nostdin', '-loglevel', 'error', ...input, '-c', 'copy', '-f', 'flv', `${url}/${key}`];
  const logFile = join(job.folder, `ffmpeg-${publisher}-${target}.log`);
  return { port, process: PinnedProcess.start(CONTENDER_CORE, 'ffmpeg', args, { logFile }) };
}
