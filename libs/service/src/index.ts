/**
 * What every Nest service starts with: configuration, log, metrics, health, bus, Redis, sealed secrets. Those with a
 * database add `@mid-station/service/database`, so that the others need not load an object mapper.
 */
import './words/plain-words.js';

export { AuditTrail } from './audit/audit-trail.js';
export { Bus, isNobodyThere } from './bus/bus.js';
export { connectNats } from './bus/connection.js';
export { toAppError } from './bus/failure.js';
export { Answers, BusErrorFilter, BusTransport, Hears } from './bus/nest.js';
export { baseConfigSchema, type BaseConfig } from './config/base.js';
export { ConfigError, envField, readConfig } from './config/env.js';
export { isDatabaseAway, violates } from './database/away.js';
export { DeletedUsers, type KeepsOfUsers } from './deleted-users/deleted-users.js';
export { Health, type HealthCheck } from './health/health.js';
export { createLogger, NestLogger, type Logger } from './log/logger.js';
export { isPublicAddress } from './net/public-address.js';
export { isTargetPort } from './net/target-port.js';
export { connectRedis, type RedisClient } from './redis/redis.js';
export { credentialsOf, type Credentials } from './secrets/credentials.js';
export { mayPublish } from './secrets/may-publish.js';
export { NodeKeys, sealForNode } from './secrets/node-keys.js';
export { PlaceKey, sealForPlace } from './secrets/place-key.js';
export { reseal, type SealedColumn } from './secrets/reseal.js';
export { Sealer, secretKeySchema } from './secrets/seal.js';
export { HourlySweep } from './sweep/hourly-sweep.js';
export { CONFIG, LOGGER, Service, serviceModule } from './service.js';
