import { type TargetProbe } from '@mid-station/contracts';
import { probeTarget, type TargetDialer } from '@mid-station/relay';
import { type Events } from '../events.js';

/** Tries the way to targets for somebody who is not live yet. */
export class Prober {
  constructor(
    private readonly dial: TargetDialer,
    private readonly events: Events,
  ) {}

  /** All at once; each is bounded in time by the dialer's limits. */
  probe(targets: readonly { targetId: string; url: string }[]): Promise<TargetProbe[]> {
    return Promise.all(
      targets.map(async ({ targetId, url }) => {
        const code = await probeTarget(this.dial, url, new AbortController().signal);
        this.events.probed(code ?? 'open');
        return { targetId, code };
      }),
    );
  }
}
