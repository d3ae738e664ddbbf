import { fileURLToPath } from 'node:url';
import { CONTENDER_CORE, type Job, type Running, targetOf, upTo } from './contender.js';

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
  const told: SubjectJob = { port, folder: job.crew.folder, publishers };
  const path = fileURLToPath(new URL(`../subjects/${script}.js`, import.meta.url));
  const args = [path, JSON.stringify(told)];
  const { pid } = job.crew.start(process.execPath, args, { name: script, core: CONTENDER_CORE });
  await job.crew.untilListening([port]);
  const addresses = publishers.map(({ app }) => ({ url: `rtmp://127.0.0.1:${port}/${app}`, key: KEY }));
  return { addresses, pids: [pid] };
}
