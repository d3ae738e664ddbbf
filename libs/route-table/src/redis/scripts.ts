/**
 * Takes or keeps a lease.
 * KEYS: route, fence. ARGV: route JSON, session, epoch, node, lease ms, fence ms, wish, channel, handle.
 * Returns [0] granted, [1] superseded, [2, ms] busy.
 */
export const TAKE = `
local session, epoch, node = ARGV[2], tonumber(ARGV[3]), ARGV[4]
local fence = redis.call('HMGET', KEYS[2], 'epoch', 'node', 'released')
if fence[1] then
  local highest = tonumber(fence[1])
  if highest > epoch then return {1} end
  if highest == epoch and (fence[2] ~= node or fence[3] == '1') then return {1} end
end
local current = redis.call('GET', KEYS[1])
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
export const RELEASE = `
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
