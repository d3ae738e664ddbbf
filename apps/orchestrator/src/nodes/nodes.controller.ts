import { AppError, liveBus, nodeBus, type Node, type NodeAnnouncement } from '@mid-station/contracts';
import { Answers, Bus, Hears } from '@mid-station/service';
import { Controller } from '@nestjs/common';
import { Events } from '../events.js';
import { NodeRegistry } from './node-registry.js';
import { NodeWatch } from './node-watch.js';
import { Places, type Place } from './places.js';

/** Hears what nodes say about themselves, and speaks for them to operators. */
@Controller()
export class NodesController {
  constructor(
    private readonly registry: NodeRegistry,
    private readonly watch: NodeWatch,
    private readonly places: Places,
    private readonly bus: Bus,
    private readonly events: Events,
  ) {}

  @Hears(nodeBus.announcement, { everyCopy: true })
  announced(news: NodeAnnouncement): void {
    if (!this.registry.heard(news)) this.events.otherKey(news.nodeId);
  }

  @Hears(liveBus.nodeSuspected, { everyCopy: true })
  suspected({ nodeId }: { nodeId: string }): Promise<void> {
    return this.watch.suspect(nodeId);
  }

  @Answers(liveBus.nodes)
  async list(): Promise<Node[]> {
    await this.registry.whenHeard();
    return this.registry.list();
  }

  @Answers(liveBus.takePlace)
  takePlace({ publicKey }: { publicKey: string }): Promise<Place> {
    return this.places.give(publicKey);
  }

  @Answers(liveBus.drainNode)
  async drain({ nodeId }: { nodeId: string }): Promise<null> {
    const isKnown = this.registry.list().some((node) => node.id === nodeId && node.state !== 'lost');
    if (!isKnown) throw new AppError('not_found', 'There is no such ingest node.');
    return this.bus.request(nodeBus.drain, {}, { nodeId });
  }
}
