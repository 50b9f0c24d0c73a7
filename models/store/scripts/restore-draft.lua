-- Brings one draft back from its copy, unless it lives already.
-- KEYS: draft, texts, changed fields, drafts by identity, changed drafts. ARGV: revision, draft, identity, now,
--       member of the changed drafts, field count, (field, value)…, text count, (part, text)…
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], 'identity', ARGV[3])
redis.call('HSET', KEYS[4], ARGV[3], ARGV[2])
local at = 6
for key = 1, 2 do
  local pairs_left = tonumber(ARGV[at])
  at = at + 1
  for _ = 1, pairs_left do
    redis.call('HSET', KEYS[key], ARGV[at], ARGV[at + 1])
    at = at + 2
  end
end
-- A copy that was under way when the data was lost may still arrive; the next one takes the place of all of it.
redis.call('HSET', KEYS[3], '*', ARGV[1])
redis.call('ZADD', KEYS[5], 'NX', ARGV[4], ARGV[5])
return 1
