-- KEYS: changed fields, changed index. ARGV: member of the index, revision that was copied, field…
-- A field that has changed since stays marked, whoever else copies at the same time.
for index = 3, #ARGV do
  local changed = tonumber(redis.call('HGET', KEYS[1], ARGV[index]) or '')
  if changed and changed <= tonumber(ARGV[2]) then redis.call('HDEL', KEYS[1], ARGV[index]) end
end
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('ZREM', KEYS[2], ARGV[1]) end
return 1
