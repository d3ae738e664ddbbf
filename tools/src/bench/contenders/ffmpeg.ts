import { programVersion } from '../measure/machine.js';
import { type Contender, CONTENDER_CORE, type Job, targetOf, upTo } from './contender.js';

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
    await job.crew.untilListening(ports);
    const addresses = ports.map((port) => ({ url: `rtmp://127.0.0.1:${port}/live`, key: 'k' }));
    return { addresses, pids: started.map(({ pid }) => pid) };
  },
};

async function startOne(job: Job, publisher: number, target: number): Promise<{ port: number; pid: number }> {
  const port = await job.takePort();
  const { url, key } = targetOf(job.sinkPort, publisher, target);
  const input = ['-listen', '1', '-i', `rtmp://127.0.0.1:${port}/live/k`];
  const args = ['-nostdin', '-loglevel', 'error', ...input, '-c', 'copy', '-f', 'flv', `${url}/${key}`];
  const name = `ffmpeg-${publisher}-${target}`;
  return { port, pid: job.crew.start('ffmpeg', args, { name, core: CONTENDER_CORE }).pid };
}
