-- KEYS: conversation, changed conversations. ARGV: person, revision that was copied.
-- A conversation that has changed since stays marked.
local revision = tonumber(redis.call('HGET', KEYS[1], 'revision') or '0')
if revision <= tonumber(ARGV[2]) then redis.call('ZREM', KEYS[2], ARGV[1]) end
return 1
