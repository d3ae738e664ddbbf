import {
  nodeBus,
  type Claim,
  type NodeAnnouncement,
  type SessionStatus,
  type Still,
  type TargetProbe,
} from '@mid-station/contracts';
import { Answers } from '@mid-station/service';
import { Controller, Inject } from '@nestjs/common';
import type { z } from 'zod';
import { Host } from './claim/host.js';
import { Reporter } from './report/reporter.js';
import { Stills } from './still/stills.js';
import { Prober } from './target/prober.js';

/** Begins the orderly end of this process. */
export const SHUT_DOWN = Symbol('shut down');

type Asked<Question extends { request: z.ZodType }> = z.output<Question['request']>;

/** Answers the questions that are addressed to this node by name. */
@Controller()
export class NodeController {
  constructor(
    private readonly host: Host,
    private readonly reporter: Reporter,
    private readonly prober: Prober,
    private readonly stills: Stills,
    @Inject(SHUT_DOWN) private readonly shutDown: () => void,
  ) {}

  @Answers(nodeBus.claim)
  claim(claim: Claim): Promise<{ host: string; port: number }> {
    return this.host.claim(claim);
  }

  @Answers(nodeBus.release)
  release({ reason, ...held }: Asked<typeof nodeBus.release>): Promise<SessionStatus> {
    return this.host.release(held, reason);
  }

  @Answers(nodeBus.update)
  update(change: Asked<typeof nodeBus.update>): Promise<SessionStatus> {
    return this.host.update(change);
  }

  @Answers(nodeBus.retryTarget)
  async retryTarget(held: Asked<typeof nodeBus.retryTarget>): Promise<null> {
    this.host.retryTarget(held);
    return null;
  }

  @Answers(nodeBus.probe)
  probe({ targets }: Asked<typeof nodeBus.probe>): Promise<TargetProbe[]> {
    return this.prober.probe(targets);
  }

  @Answers(nodeBus.still)
  async still({ sessionId }: Asked<typeof nodeBus.still>): Promise<Still | null> {
    const session = this.host.find(sessionId);
    return session && this.stills.of(session);
  }

  @Answers(nodeBus.status)
  async status({ sessionId }: Asked<typeof nodeBus.status>): Promise<SessionStatus> {
    return this.host.status(sessionId);
  }

  @Answers(nodeBus.ping)
  async ping(): Promise<NodeAnnouncement> {
    return this.reporter.announcement();
  }

  /** Answered at once; the node ends when its sessions are elsewhere. */
  @Answers(nodeBus.drain)
  async drain(): Promise<null> {
    this.shutDown();
    return null;
  }
}
