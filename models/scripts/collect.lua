-- Reads the fields that changed and are not known to be copied; they stay marked until `copied` says they are safe.
-- Where `*` is marked, all fields are read: what is copied takes the place of any earlier copy.
-- KEYS: changed fields, conversation, flow, texts
local marked = redis.call('HKEYS', KEYS[1])
local set, gone, whole = {}, {}, 0
local function add(field, value)
  set[#set + 1] = field
  set[#set + 1] = value
end
for _, field in ipairs(marked) do
  local part = string.match(field, '^text:(.*)$')
  local value = part and redis.call('HGET', KEYS[4], part) or not part and redis.call('HGET', KEYS[3], field)
  if field == '*' then
    whole = 1
  elseif value then
    add(field, value)
  else
    gone[#gone + 1] = field
  end
end
if whole == 1 then
  set = redis.call('HGETALL', KEYS[3])
  local texts = redis.call('HGETALL', KEYS[4])
  for at = 1, #texts, 2 do add('text:' .. texts[at], texts[at + 1]) end
end
local conversation = redis.call('HMGET', KEYS[2], 'revision', 'head')
return { conversation[1], conversation[2], set, gone, whole, marked }
