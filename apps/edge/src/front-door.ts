import { RedisRouteTable } from '@mid-station/route-table';
import { LOGGER, type Logger } from '@mid-station/service';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Edge } from './edge.js';

/** Opens the public ports last and closes them first; the route table is closed once nobody needs it. */
@Injectable()
export class FrontDoor implements OnModuleDestroy {
  constructor(
    private readonly edge: Edge,
    private readonly routes: RedisRouteTable,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async open(): Promise<void> {
    const ports = await this.edge.listen();
    this.log.info(ports, 'listening');
  }

  async onModuleDestroy(): Promise<void> {
    this.edge.close();
    await this.routes.close();
  }
}
