-- KEYS: order, due index, state, parked index. ARGV: chat, update, due at, member of the parked index, now,
--       tries after which it is parked, when this try began, milliseconds of failing after which it is parked.
-- Notes that the first update of a chat failed once more. Returns 1 if that made it a parked one.
if redis.call('LINDEX', KEYS[1], 0) ~= ARGV[2] then return 0 end
local failed = redis.call('HINCRBY', KEYS[3], 'failed', 1)
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
redis.call('HSETNX', KEYS[3], 'failingSince', ARGV[7])
local failing_for = ARGV[5] - redis.call('HGET', KEYS[3], 'failingSince')
if failed < tonumber(ARGV[6]) and failing_for < tonumber(ARGV[8]) then return 0 end
redis.call('HSET', KEYS[3], 'wasParked', 1)
return redis.call('ZADD', KEYS[4], 'NX', ARGV[5], ARGV[4])
