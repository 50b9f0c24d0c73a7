-- Brings one flow of a conversation back from its copy, unless it lives already.
-- KEYS: conversation, flow, texts. ARGV: revision, head, active flow, field count, (field, value)…,
--       text count, (part, text)…
if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'revision', ARGV[1], 'head', ARGV[2], 'active', ARGV[3])
end
local at = 4
for key = 2, 3 do
  local pairs_left = tonumber(ARGV[at])
  at = at + 1
  for _ = 1, pairs_left do
    redis.call('HSET', KEYS[key], ARGV[at], ARGV[at + 1])
    at = at + 2
  end
end
return 1
