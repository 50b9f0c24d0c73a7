-- KEYS: outbox, due index, conversation, overdue index. ARGV: person, entry count, entry…, (card, message)…
-- Forgets outbox entries that are done and notes which messages show cards; the conversation is due no longer once
-- none is left. Returns how many are left.
local entries = tonumber(ARGV[2])
redis.call('HDEL', KEYS[1], unpack(ARGV, 3, 2 + entries))
-- Of a conversation that was lost meanwhile nothing is made up.
if #ARGV > 2 + entries and redis.call('HEXISTS', KEYS[3], 'revision') == 1 then
  for at = 3 + entries, #ARGV, 2 do redis.call('HSET', KEYS[3], 'message:' .. ARGV[at], ARGV[at + 1]) end
end
local left = redis.call('HLEN', KEYS[1])
if left == 0 then
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('ZREM', KEYS[4], ARGV[1])
end
return left
