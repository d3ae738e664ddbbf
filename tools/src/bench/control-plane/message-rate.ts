import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** What NATS's monitoring tells of itself. */
const countersSchema = z.object({ in_msgs: z.number(), out_msgs: z.number() });

/** Messages per second that go into NATS and out of it, over some seconds. */
export async function messageRate(monitorPort: number, seconds: number): Promise<{ in: number; out: number }> {
  const before = await counters(monitorPort);
  const from = performance.now();
  await sleep(seconds * 1_000);
  const after = await counters(monitorPort);
  const elapsed = (performance.now() - from) / 1_000;
  return { in: (after.in_msgs - before.in_msgs) / elapsed, out: (after.out_msgs - before.out_msgs) / elapsed };
}

async function counters(port: number): Promise<z.infer<typeof countersSchema>> {
  const answer = await fetch(`http://127.0.0.1:${port}/varz`);
  return countersSchema.parse(await answer.json());
}
