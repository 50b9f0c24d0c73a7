-- KEYS: senders, each with the moment of its last sign of life. ARGV: own name, start of the names of their channels,
--       milliseconds without a sign after which a sender is dead.
-- Being subscribed to its channel is a sign of life of a sender: it lasts as long as the sender's connection, however
-- busy the process is. So is a call of this script. Only the clock of Redis counts here.
-- Returns whether the caller is subscribed, and the names of the dead senders.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local silent_since = now - tonumber(ARGV[3])

local function is_subscribed(name)
  return redis.call('PUBSUB', 'NUMSUB', ARGV[2] .. name)[2] > 0
end

local own = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]))
local subscribed = is_subscribed(ARGV[1])
-- Where the caller itself gave no sign, as after an outage of Redis or a jump of its clock, the others may not have
-- been able to either: for all of them the time begins anew.
local was_silent = own ~= nil and own < silent_since

local dead = {}
local senders = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
for at = 1, #senders, 2 do
  local name, seen = senders[at], tonumber(senders[at + 1])
  local has_left = seen == 0
  if name ~= ARGV[1] then
    local lives = is_subscribed(name)
    if has_left or seen < silent_since and not was_silent and not lives then
      dead[#dead + 1] = name
    elseif lives or was_silent or seen > now then
      redis.call('ZADD', KEYS[1], now, name)
    end
  end
end
-- A process that never was subscribed is not listed, so that it is not taken for dead while it is busy.
if subscribed or own ~= nil then redis.call('ZADD', KEYS[1], now, ARGV[1]) end
return { subscribed and 1 or 0, dead }
