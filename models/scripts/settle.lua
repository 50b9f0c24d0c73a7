-- KEYS: outbox, due index. ARGV: id, entry…
-- Forgets outbox entries that are done; the conversation is due no longer once none is left.
redis.call('HDEL', KEYS[1], unpack(ARGV, 2))
if redis.call('HLEN', KEYS[1]) == 0 then redis.call('ZREM', KEYS[2], ARGV[1]) end
return 1
