-- KEYS: due index, overdue index. ARGV: now, claimed until, most.
-- Takes conversations whose outbox is due, such that no other sweeper takes them before `claimed until`. Since when
-- they have been due is kept beside, until nothing of them is left.
local due = redis.call('ZRANGE', KEYS[1], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[3], 'WITHSCORES')
local ids = {}
for at = 1, #due, 2 do
  redis.call('ZADD', KEYS[2], 'NX', due[at + 1], due[at])
  redis.call('ZADD', KEYS[1], ARGV[2], due[at])
  ids[#ids + 1] = due[at]
end
return ids
