-- KEYS: a hash, a text or a stream whose entries have one field. ARGV: (field or entry, value as it was read, new value)…
-- Replaces values that are still as they were read; a stream keeps its entries, their ids and order, and a text keeps
-- the time it has left. Returns how many were replaced.
local replaced = 0
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'hash' then
  for at = 1, #ARGV, 3 do
    if redis.call('HGET', KEYS[1], ARGV[at]) == ARGV[at + 1] then
      redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 2])
      replaced = replaced + 1
    end
  end
elseif kind == 'string' then
  if redis.call('GET', KEYS[1]) == ARGV[2] then
    redis.call('SET', KEYS[1], ARGV[3], 'KEEPTTL')
    replaced = 1
  end
elseif kind == 'stream' then
  local wanted = {}
  for at = 1, #ARGV, 3 do wanted[ARGV[at] .. ' ' .. ARGV[at + 1]] = ARGV[at + 2] end
  local entries = redis.call('XRANGE', KEYS[1], '-', '+')
  redis.call('DEL', KEYS[1])
  for _, entry in ipairs(entries) do
    local id, fields = entry[1], entry[2]
    local value = wanted[id .. ' ' .. fields[2]]
    if value then replaced = replaced + 1 end
    redis.call('XADD', KEYS[1], id, fields[1], value or fields[2])
  end
end
return replaced
