import { RedisRouteTable } from '@mid-station/route-table';
import { CONFIG, LOGGER, type Logger } from '@mid-station/service';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type EdgeConfig } from './config.js';
import { Edge } from './edge.js';
import { EdgeEvents } from './events.js';
import { PreviewDoor } from './preview/preview-door.js';

/** Opens the public ports last and closes them first; the route table is closed once nobody needs it. */
@Injectable()
export class FrontDoor implements OnModuleDestroy {
  constructor(
    private readonly edge: Edge,
    private readonly previews: PreviewDoor,
    private readonly routes: RedisRouteTable,
    private readonly events: EdgeEvents,
    @Inject(CONFIG) private readonly config: EdgeConfig,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async open(): Promise<void> {
    const { MIDSTATION_EDGE_HOST, MIDSTATION_EDGE_PREVIEW_HOST, MIDSTATION_EDGE_PREVIEW_PORT } = this.config;
    await this.previews.listen(MIDSTATION_EDGE_PREVIEW_HOST ?? MIDSTATION_EDGE_HOST, MIDSTATION_EDGE_PREVIEW_PORT);
    this.events.watch('open_previews', 'Previews open now', () => this.previews.size);
    const ports = await this.edge.listen();
    this.log.info({ ...ports, preview: this.previews.port }, 'listening');
  }

  async onModuleDestroy(): Promise<void> {
    this.edge.close();
    this.previews.close();
    await this.routes.close();
  }
}
