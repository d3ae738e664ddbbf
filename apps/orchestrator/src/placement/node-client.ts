import {
  AppError,
  nodeBus,
  type Claim,
  type NodeAnnouncement,
  type SessionStatus,
  type TargetProbe,
} from '@mid-station/contracts';
import { Bus, isNobodyThere } from '@mid-station/service';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { NodeRegistry } from '../nodes/node-registry.js';

/** New targets, options or keys for a session that a node holds. */
export type PlanChange = Omit<z.input<typeof nodeBus.update.request>, 'sessionId' | 'epoch'>;

interface Held {
  sessionId: string;
  epoch: number;
}

/** What a node said to being asked about a session that it should hold. */
export type Answer<Value> =
  | { kind: 'ok'; value: Value }
  /** It does not hold the session, or with another epoch; or it was started anew, which comes to the same. */
  | { kind: 'stale' }
  /** Nobody answers to its name. */
  | { kind: 'gone' }
  /** No answer in time, or the bus is away: nothing is known. */
  | { kind: 'silent' };

/** Questions to ingest nodes by name. */
@Injectable()
export class NodeClient {
  constructor(
    private readonly bus: Bus,
    private readonly registry: NodeRegistry,
  ) {}

  /** @throws AppError when the node refuses or does not answer in time. */
  claim(nodeId: string, claim: Claim): Promise<{ host: string; port: number }> {
    return this.bus.request(nodeBus.claim, claim, { nodeId });
  }

  /** @throws AppError when the node does not answer in time. */
  probe(nodeId: string, targets: { targetId: string; url: string }[]): Promise<TargetProbe[]> {
    return this.bus.request(nodeBus.probe, { targets }, { nodeId });
  }

  release(nodeId: string, held: Held, reason: 'stopped' | 'moved' | 'orphan'): Promise<Answer<SessionStatus>> {
    return this.ask(nodeId, () => this.bus.request(nodeBus.release, { ...held, reason }, { nodeId }));
  }

  status(nodeId: string, sessionId: string): Promise<Answer<SessionStatus>> {
    return this.ask(nodeId, () => this.bus.request(nodeBus.status, { sessionId }, { nodeId }));
  }

  update(nodeId: string, held: Held, change: PlanChange): Promise<Answer<SessionStatus>> {
    return this.ask(nodeId, () => this.bus.request(nodeBus.update, { ...held, ...change }, { nodeId }));
  }

  /** Looks whether the node is there at all, and hears its news at once if it is. */
  async ping(nodeId: string): Promise<Answer<NodeAnnouncement>> {
    const answer = await this.ask(nodeId, () => this.bus.request(nodeBus.ping, {}, { nodeId }));
    if (answer.kind === 'ok') this.registry.heard(answer.value);
    return answer;
  }

  private async ask<Value>(nodeId: string, question: () => Promise<Value>): Promise<Answer<Value>> {
    try {
      return { kind: 'ok', value: await question() };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'stale_claim' || error.code === 'stale_key') return { kind: 'stale' };
      if (error.code !== 'unavailable') throw error;
      return isNobodyThere(error) && this.registry.markGone(nodeId) ? { kind: 'gone' } : { kind: 'silent' };
    }
  }
}
