-- KEYS: due index. ARGV: now, claimed until, most, after which nothing can honestly be due.
-- Takes chats whose first update is due, such that no other process takes them before `claimed until`. What was left
-- by a clock that was far ahead is due, too.
local due = redis.call('ZRANGE', KEYS[1], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[3])
if #due == 0 then due = redis.call('ZRANGE', KEYS[1], ARGV[4], '+inf', 'BYSCORE', 'LIMIT', 0, ARGV[3]) end
for _, chat in ipairs(due) do redis.call('ZADD', KEYS[1], ARGV[2], chat) end
return due
