-- KEYS: changed fields, changed drafts, online index.
-- ARGV: member of the changed drafts, person, now, since when one is online, revision that was copied, field…
-- A field that has changed since stays marked, whichever process copies at the same time.
for index = 6, #ARGV do
  local changed = tonumber(redis.call('HGET', KEYS[1], ARGV[index]) or '')
  if changed and changed <= tonumber(ARGV[5]) then redis.call('HDEL', KEYS[1], ARGV[index]) end
end
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('ZREM', KEYS[2], ARGV[1]) end
redis.call('ZADD', KEYS[3], ARGV[3], ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', '(' .. ARGV[4])
return 1
