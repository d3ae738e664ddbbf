export { type Clock, systemClock } from './clock.js';
export { Leases } from './lease/leases.js';
export { LeaseKeeper, type LeaseKeeperEvents, type LossReason } from './lease/lease-keeper.js';
export { HANDOVER_MS, LEASE_MS, RENEW_INTERVAL_MS, STALL_MS } from './limits.js';
export { MemoryRouteTable } from './memory/memory-route-table.js';
export { RedisRouteTable, type RedisRouteTableOptions } from './redis/redis-route-table.js';
export { type LeaseAnswer, type RouteListener, type RouteTable, RouteTableUnavailable } from './route-table.js';
export { type ClaimId, type Route, type RouteInput, routeSchema } from './route.js';
