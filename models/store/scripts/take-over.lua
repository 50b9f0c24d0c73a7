-- KEYS: due index. ARGV: the sender that died, who takes over, claimed until, most, start of the key of a conversation.
-- Takes conversations that the dead sender has left something to be sent in. Only conversations with something
-- to be sent are in the index, so only these are looked at.
local taken = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  if #taken == tonumber(ARGV[4]) then break end
  local conversation = ARGV[5] .. id
  -- A conversation that is spoilt answers with an error, and keeps no other from being taken over.
  if redis.pcall('HGET', conversation, 'sender') == ARGV[1] then
    redis.call('HSET', conversation, 'sender', ARGV[2])
    redis.call('ZADD', KEYS[1], ARGV[3], id)
    taken[#taken + 1] = id
  end
end
return taken
