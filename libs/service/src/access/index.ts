/** Users of NATS and Redis, each with the rights of its part: for whoever configures those servers. Loads no framework. */
export { natsAuthorization, type NatsUser } from './nats-users.js';
export { NODE_PLACES_MAX, nodeOfPlace, placePassword } from './places.js';
export { redisUsers, type RedisPart, type RedisUser } from './redis-users.js';
