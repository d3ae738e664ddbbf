import { type CommandParser, defineScript } from 'redis';

/**
 * Takes a lease, or keeps many: each by itself, whatever becomes of the others.
 * KEYS: for each lease its route and its fence. ARGV: wish, fence ms, channel; then for each lease its route JSON, epoch,
 * node and life in ms. Returns for each lease 0 granted, -1 superseded, else busy for so many ms.
 */
const TAKE = `
local function take(routeKey, fenceKey, route, epochText, node, life)
  local epoch = tonumber(epochText)
  local fence = redis.call('HMGET', fenceKey, 'epoch', 'node', 'released')
  if fence[1] then
    local highest = tonumber(fence[1])
    if highest > epoch then return -1 end
    if highest == epoch and (fence[2] ~= node or fence[3] == '1') then return -1 end
  end
  local current = redis.call('GET', routeKey)
  if current == route and fence[1] == epochText then
    redis.call('PEXPIRE', routeKey, life)
    redis.call('PEXPIRE', fenceKey, ARGV[2])
    return 0
  end
  local ours = cjson.decode(route)
  local _, lease = pcall(cjson.decode, current or '')
  if type(lease) == 'table' and lease.sessionId ~= ours.sessionId then
    if ARGV[1] == 'renew' then return -1 end
    if lease.epoch >= epoch then return math.max(redis.call('PTTL', routeKey), 1) end
  end
  redis.call('SET', routeKey, route, 'PX', life)
  redis.call('HSET', fenceKey, 'epoch', epochText, 'node', node, 'released', '0')
  redis.call('PEXPIRE', fenceKey, ARGV[2])
  if current ~= route then redis.call('PUBLISH', ARGV[3], ours.handle) end
  return 0
end
local verdicts = {}
for at = 1, #KEYS / 2 do
  verdicts[at] = take(KEYS[2 * at - 1], KEYS[2 * at], ARGV[4 * at], ARGV[4 * at + 1], ARGV[4 * at + 2], ARGV[4 * at + 3])
end
return verdicts
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
    parseCommand: (parser: CommandParser, keys: string[], args: string[]) => {
      parser.pushKeysLength(keys);
      parser.push(...args);
    },
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
