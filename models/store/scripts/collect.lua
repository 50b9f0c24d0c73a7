-- Reads, in one look, the conversation and the fields of a draft that changed and are not known to be copied; they stay
-- marked until `copied` says they are safe. Where `*` is marked, all fields are read: what is copied takes the place of
-- any earlier copy. Without a draft it reads the conversation only.
-- KEYS: conversation, pending commands, changed conversations; and, for a draft, its changed fields, its fields, its texts.
-- ARGV: person.
local conversation = redis.call('HMGET', KEYS[1], 'revision', 'head', 'cards', 'front')
local pending = redis.call('HGETALL', KEYS[2])
local due = redis.call('ZSCORE', KEYS[3], ARGV[1])
local seen = { conversation[1], conversation[2], conversation[3], conversation[4], pending, due }
if #KEYS == 3 then return seen end

local marked = redis.call('HKEYS', KEYS[4])
local set, gone, whole = {}, {}, 0
local function add(field, value)
  set[#set + 1] = field
  set[#set + 1] = value
end
for _, field in ipairs(marked) do
  local part = string.match(field, '^text:(.*)$')
  local value = part and redis.call('HGET', KEYS[6], part) or not part and redis.call('HGET', KEYS[5], field)
  if field == '*' then
    whole = 1
  elseif value then
    add(field, value)
  else
    gone[#gone + 1] = field
  end
end
if whole == 1 then
  set = {}
  local fields = redis.call('HGETALL', KEYS[5])
  for at = 1, #fields, 2 do
    if fields[at] ~= 'identity' then add(fields[at], fields[at + 1]) end
  end
  local texts = redis.call('HGETALL', KEYS[6])
  for at = 1, #texts, 2 do add('text:' .. texts[at], texts[at + 1]) end
end
return { seen, redis.call('HGET', KEYS[5], 'identity'), set, gone, whole, marked }
