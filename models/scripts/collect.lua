-- Takes the fields that changed since the last copy; they are remembered until `copied` says they are safe.
-- KEYS: changed fields, fields being copied, conversation, flow, texts
redis.call('SUNIONSTORE', KEYS[2], KEYS[1], KEYS[2])
redis.call('DEL', KEYS[1])
local set, gone = {}, {}
for _, field in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  local part = string.match(field, '^text:(.*)$')
  local value = part and redis.call('HGET', KEYS[5], part) or not part and redis.call('HGET', KEYS[4], field)
  if value then
    set[#set + 1] = field
    set[#set + 1] = value
  else
    gone[#gone + 1] = field
  end
end
local conversation = redis.call('HMGET', KEYS[3], 'revision', 'head')
return { conversation[1], conversation[2], set, gone }
