import { type CommandParser, defineScript } from 'redis';

/**
 * Takes or keeps a lease.
 * KEYS: route, fence. ARGV: route JSON, session, epoch, node, lease ms, fence ms, wish, channel, handle.
 * Returns [0] granted, [1] superseded, [2, ms] busy.
 */
const TAKE = `
local session, epoch, node = ARGV[2], tonumber(ARGV[3]), ARGV[4]
local fence = redis.call('HMGET', KEYS[2], 'epoch', 'node', 'released')
if fence[1] then
  local highest = tonumber(fence[1])
  if highest > epoch then return {1} end
  if highest == epoch and (fence[2] ~= node or fence[3] == '1') then return {1} end
end
local current = redis.call('GET', KEYS[1])
if current == ARGV[1] and fence[1] == ARGV[3] then
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
  redis.call('PEXPIRE', KEYS[2], ARGV[6])
  return {0}
end
if current then
  local lease = cjson.decode(current)
  if lease.sessionId ~= session then
    if ARGV[7] == 'renew' then return {1} end
    if lease.epoch >= epoch then return {2, redis.call('PTTL', KEYS[1])} end
  end
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[5])
redis.call('HSET', KEYS[2], 'epoch', ARGV[3], 'node', node, 'released', '0')
redis.call('PEXPIRE', KEYS[2], ARGV[6])
if current ~= ARGV[1] then redis.call('PUBLISH', ARGV[8], ARGV[9]) end
return {0}
`;

/**
 * Gives a claim up.
 * KEYS: route, fence. ARGV: session, epoch, node, fence ms, channel, handle. Returns 1 when it held the lease.
 */
const RELEASE = `
local session, epoch, node = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local fence = redis.call('HMGET', KEYS[2], 'epoch', 'node', 'released')
if fence[1] then
  local highest = tonumber(fence[1])
  if highest > epoch then return 0 end
  if highest == epoch and (fence[2] ~= node or fence[3] == '1') then return 0 end
end
redis.call('HSET', KEYS[2], 'epoch', ARGV[2], 'node', node, 'released', '1')
redis.call('PEXPIRE', KEYS[2], ARGV[4])
local current = redis.call('GET', KEYS[1])
if not current then return 0 end
local lease = cjson.decode(current)
if lease.sessionId ~= session or lease.epoch ~= epoch then return 0 end
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', ARGV[5], ARGV[6])
return 1
`;

/** The scripts as commands of the client, which sends their digest and the text only to a Redis that does not know it. */
export const scripts = {
  take: defineScript({
    SCRIPT: TAKE,
    NUMBER_OF_KEYS: 2,
    parseCommand: pushAll,
    transformReply: (answer: number[]) => answer,
  }),
  giveUp: defineScript({
    SCRIPT: RELEASE,
    NUMBER_OF_KEYS: 2,
    parseCommand: pushAll,
    transformReply: (answer: number) => answer,
  }),
};

function pushAll(parser: CommandParser, keys: string[], args: string[]): void {
  parser.pushKeys(keys);
  parser.push(...args);
}
