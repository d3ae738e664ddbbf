import { RedisRouteTable } from '@mid-station/route-table';
import { Bus, CONFIG, Health, LOGGER, type Logger } from '@mid-station/service';
import { KeyRing } from '@mid-station/service/tokens';
import { Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { type EdgeConfig } from './config.js';
import { Edge } from './edge.js';
import { EdgeEvents } from './events.js';
import { FrontDoor } from './front-door.js';
import { PreviewDesk } from './preview/preview-desk.js';
import { PreviewDoor } from './preview/preview-door.js';

@Module({
  providers: [
    FrontDoor,
    {
      provide: EdgeEvents,
      inject: [LOGGER, Registry],
      useFactory: (log: Logger, metrics: Registry) => new EdgeEvents(log, metrics),
    },
    {
      provide: RedisRouteTable,
      inject: [CONFIG, EdgeEvents, Health],
      useFactory: openRoutes,
    },
    {
      provide: Edge,
      inject: [CONFIG, RedisRouteTable, Bus, EdgeEvents],
      useFactory: (config: EdgeConfig, routes: RedisRouteTable, bus: Bus, events: EdgeEvents) =>
        new Edge(config, routes, bus, events),
    },
    {
      provide: PreviewDoor,
      inject: [Bus, RedisRouteTable, EdgeEvents],
      useFactory: (bus: Bus, routes: RedisRouteTable, events: EdgeEvents) =>
        new PreviewDoor(new PreviewDesk(new KeyRing(bus), routes), events),
    },
  ],
})
export class EdgeModule {}

async function openRoutes(config: EdgeConfig, events: EdgeEvents, health: Health): Promise<RedisRouteTable> {
  health.add('redis', () => 'Redis is away');
  const routes = await RedisRouteTable.open({
    url: config.MIDSTATION_REDIS_URL,
    onAway: (why) => events.redisAway(why),
    onBack: () => events.redisBack(),
  });
  health.add('redis', () => (routes.isConnected ? null : 'Redis is away'));
  return routes;
}
