import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PinnedProcess } from '../system/pinned-process.js';
import { untilListening } from '../system/wait-for.js';
import { CONTENDER_CORE, type Job, type Running, running, targetOf, upTo } from './contender.js';

/** What a subject is told on its command line, as JSON. Publisher `i` publishes to app `p<i>` and has `targets` of its own. */
export interface SubjectJob {
  readonly port: number;
  readonly folder: string;
  readonly publishers: readonly { readonly app: string; readonly targets: readonly { url: string; key: string }[] }[];
}

/** Key that every publisher of a subject uses. */
const KEY = 'k';

/** Starts a script of `subjects/`, which relays as a process of its own. */
export async function startSubject(script: string, job: Job): Promise<Running> {
  const port = await job.takePort();
  const publishers = upTo(job.size.publishers).map((publisher) => ({
    app: `p${publisher}`,
    targets: upTo(job.size.targets).map((target) => targetOf(job.sinkPort, publisher, target)),
  }));
  const told: SubjectJob = { port, folder: job.folder, publishers };
  const path = fileURLToPath(new URL(`../subjects/${script}`, import.meta.url));
  const process_ = PinnedProcess.start(CONTENDER_CORE, process.execPath, [path, JSON.stringify(told)], {
    logFile: join(job.folder, `${script}.log`),
  });
  await untilListening([port]);
  return running(
    publishers.map(({ app }) => ({ url: `rtmp://127.0.0.1:${port}/${app}`, key: KEY })),
    [process_],
  );
}
