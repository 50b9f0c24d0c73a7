-- Reads the fields that changed and are not known to be copied; they stay marked until `copied` says they are safe.
-- KEYS: changed fields, conversation, flow, texts
local set, gone = {}, {}
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  local part = string.match(field, '^text:(.*)$')
  local value = part and redis.call('HGET', KEYS[4], part) or not part and redis.call('HGET', KEYS[3], field)
  if value then
    set[#set + 1] = field
    set[#set + 1] = value
  else
    gone[#gone + 1] = field
  end
end
local conversation = redis.call('HMGET', KEYS[2], 'revision', 'head')
return { conversation[1], conversation[2], set, gone }
