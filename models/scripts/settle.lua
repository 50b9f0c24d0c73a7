-- KEYS: outbox, due index, conversation, overdue index. ARGV: id, card or nothing, entry…
-- Forgets outbox entries that are done; the conversation is due no longer once none is left.
-- Returns how many are left.
redis.call('HDEL', KEYS[1], unpack(ARGV, 3))
-- Of a conversation that was lost meanwhile nothing is made up.
if ARGV[2] ~= '' and redis.call('HEXISTS', KEYS[3], 'revision') == 1 then
  redis.call('HSET', KEYS[3], 'card', ARGV[2])
end
local left = redis.call('HLEN', KEYS[1])
if left == 0 then
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('ZREM', KEYS[4], ARGV[1])
end
return left
