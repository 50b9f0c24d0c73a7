-- KEYS: parked index. ARGV: start of the keys of an order.
-- Counts the updates of parked chats, and tells how many chats those are and since when the first one is parked.
local parked = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
local updates = 0
for at = 1, #parked, 2 do updates = updates + redis.call('LLEN', ARGV[1] .. parked[at]) end
return { updates, #parked / 2, parked[2] or '' }
