-- KEYS: due index, overdue index. ARGV: now, claimed until, most, after which nothing can honestly be due,
--       start of the key of a conversation, who claims.
-- Takes conversations whose outbox is due, such that no other sweeper takes them before `claimed until`. What was
-- left by a clock that was far ahead is due, too. Since when they have been due is kept beside, until nothing of
-- them is left.
local due = redis.call('ZRANGE', KEYS[1], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[3], 'WITHSCORES')
if #due == 0 then
  due = redis.call('ZRANGE', KEYS[1], ARGV[4], '+inf', 'BYSCORE', 'LIMIT', 0, ARGV[3], 'WITHSCORES')
end
local ids = {}
for at = 1, #due, 2 do
  redis.call('ZADD', KEYS[2], 'NX', math.min(due[at + 1], ARGV[1]), due[at])
  redis.call('ZADD', KEYS[1], ARGV[2], due[at])
  local conversation = ARGV[5] .. due[at]
  -- One that is spoilt fails for whoever delivers it, and keeps no other from being claimed.
  if redis.call('EXISTS', conversation) == 1 then redis.pcall('HSET', conversation, 'sender', ARGV[6]) end
  ids[#ids + 1] = due[at]
end
return ids
