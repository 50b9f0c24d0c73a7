-- Brings one flow of a conversation back from its copy, unless it lives already.
-- KEYS: conversation, flow, texts, changed fields, changed index. ARGV: revision, head, active flow, now,
--       member of the changed index, field count, (field, value)…, text count, (part, text)…
if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
if redis.call('HEXISTS', KEYS[1], 'revision') == 0 then
  redis.call('HSET', KEYS[1], 'revision', ARGV[1], 'head', ARGV[2], 'active', ARGV[3])
end
local at = 6
for key = 2, 3 do
  local pairs_left = tonumber(ARGV[at])
  at = at + 1
  for _ = 1, pairs_left do
    redis.call('HSET', KEYS[key], ARGV[at], ARGV[at + 1])
    at = at + 2
  end
end
-- A copy that was under way when the data was lost may still arrive; the next one takes the place of all of it.
redis.call('HSET', KEYS[4], '*', ARGV[1])
redis.call('ZADD', KEYS[5], 'NX', ARGV[4], ARGV[5])
return 1
