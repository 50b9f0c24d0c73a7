-- KEYS: order, entries, due index, state. ARGV: chat, now, due at, most entries, told again after, (update, envelope)…
-- Puts updates behind those of the chat that lie there; one that lies there already is not put in twice. Beyond the
-- most entries they are refused. Returns how many were, and whether the person is to be told of it now.
local refused, tell = 0, 0
for at = 6, #ARGV, 2 do
  if redis.call('HEXISTS', KEYS[2], ARGV[at]) == 0 then
    if redis.call('LLEN', KEYS[1]) < tonumber(ARGV[4]) then
      redis.call('RPUSH', KEYS[1], ARGV[at])
      redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1])
    else
      refused = refused + 1
    end
  end
end
if redis.call('LLEN', KEYS[1]) > 0 then redis.call('ZADD', KEYS[3], 'NX', ARGV[3], ARGV[1]) end
if refused > 0 then
  local told = tonumber(redis.call('HGET', KEYS[4], 'toldAt') or '0')
  local now = tonumber(ARGV[2])
  if math.abs(now - told) >= tonumber(ARGV[5]) then
    redis.call('HSET', KEYS[4], 'toldAt', now)
    tell = 1
  end
end
return { refused, tell }
