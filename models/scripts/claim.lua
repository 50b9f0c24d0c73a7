-- KEYS: due index. ARGV: now, claimed until, most.
-- Takes conversations whose outbox is due, such that no other sweeper takes them before `claimed until`.
local due = redis.call('ZRANGE', KEYS[1], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[3])
for _, id in ipairs(due) do redis.call('ZADD', KEYS[1], ARGV[2], id) end
return due
