-- KEYS: order, entries, due index, state, parked index. ARGV: chat, update, due at, member of the parked index.
-- Forgets the first update of a chat, which is committed; the next one is due then. Returns how many are left.
if redis.call('LINDEX', KEYS[1], 0) ~= ARGV[2] then return redis.call('LLEN', KEYS[1]) end
redis.call('LPOP', KEYS[1])
redis.call('HDEL', KEYS[2], ARGV[2])
redis.call('HDEL', KEYS[4], 'failed', 'failingSince')
redis.call('ZREM', KEYS[5], ARGV[4])
local left = redis.call('LLEN', KEYS[1])
if left > 0 then
  redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])
else
  redis.call('DEL', KEYS[1], KEYS[2], KEYS[4])
  redis.call('ZREM', KEYS[3], ARGV[1])
end
return left
