-- One event, all or nothing: dedupe, revision check, head, cards, drafts, commands, outbox, and the marks that make the
-- sweeper and the copies look here.
-- KEYS: conversation, seen update, outbox, pending commands, drafts by identity, due index, changed conversations,
--       changed drafts; then for each draft: its fields, its texts, its changed fields.
-- ARGV: expected revision, person, head (empty if it stays as it is), cards, draft in front, seconds to remember the
--       update, due at, now, who commits, when a copy of what changes with each answer is due; then lists, each with its
--       length before it: commands, outbox, commands that have an outcome, cards whose messages are forgotten, held entries
--       of the outbox that are withdrawn, what is held until a moment as (moment, entry); and for each draft: id,
--       identity, and lists of (field, value), removed fields, (part, text), dropped parts.
local stored = redis.call('HMGET', KEYS[1], 'revision', 'sender', 'restoredFrom')
local revision, sender = tonumber(stored[1] or '0'), stored[2]
-- What is held until a moment does not count as waiting before it: nothing waits behind it. It counts a little earlier,
-- because another process whose clock is ahead may be sending it already.
local CLOCKS_DIFFER_MS = 300
local waiting = 0
for _, id in ipairs(redis.call('HKEYS', KEYS[3])) do
  local held_until = tonumber(string.match(id, '@(%d+)$') or '0')
  if held_until - CLOCKS_DIFFER_MS <= tonumber(ARGV[8]) then waiting = waiting + 1 end
end
if redis.call('EXISTS', KEYS[2]) == 1 then return { 'duplicate', revision, waiting, sender } end
if revision ~= tonumber(ARGV[1]) then return { 'conflict', revision, waiting, sender } end

local at = 11
local function take()
  at = at + 1
  return ARGV[at - 1]
end
local function takeList(width)
  local values = {}
  for index = 1, tonumber(take()) * width do values[index] = take() end
  return values
end
-- Lua cannot unpack more than some thousand values at once. The number is even, because some lists are of pairs.
local AT_ONCE = 1000
local function run(command, key, values)
  for first = 1, #values, AT_ONCE do
    redis.call(command, key, unpack(values, first, math.min(first + AT_ONCE - 1, #values)))
  end
end
local commands, outbox, finished, forgotten = takeList(1), takeList(1), takeList(1), takeList(1)
local withdrawn, held = takeList(1), takeList(2)

-- Revisions begin at the moment, so that one from before a loss of the data is never met again.
revision = revision == 0 and tonumber(ARGV[8]) or revision + 1
local person, head = ARGV[2], ARGV[3]
redis.call('SET', KEYS[2], revision, 'EX', ARGV[6])
-- The first commit after the conversation was restored tells the person so.
if stored[3] then redis.call('HDEL', KEYS[1], 'restoredFrom') end
-- Where nothing waits, who commits something to be sent also sends it, and what is held; else the one that sends what
-- waits goes on with this.
if waiting == 0 and #commands + #outbox + #held > 0 then sender = ARGV[9] end
local fields = { 'revision', revision, 'cards', ARGV[4], 'front', ARGV[5] }
local function set(field, value)
  fields[#fields + 1] = field
  fields[#fields + 1] = value
end
if head ~= '' then set('head', head) end
-- Where a conversation was lost whose outbox was not, nobody is known to send.
if sender then set('sender', sender) end
redis.call('HSET', KEYS[1], unpack(fields))
for index, card in ipairs(forgotten) do forgotten[index] = 'message:' .. card end
run('HDEL', KEYS[1], forgotten)

local index = 0
local function nextId()
  index = index + 1
  return string.format('%012d.%03d', revision, index)
end
local function withIds(values)
  local entries = {}
  for _, value in ipairs(values) do
    entries[#entries + 1] = nextId()
    entries[#entries + 1] = value
  end
  return entries
end
local pending = withIds(commands)
run('HSET', KEYS[4], pending)
run('HSET', KEYS[3], pending)
run('HSET', KEYS[3], withIds(outbox))
for place = 1, #held, 2 do redis.call('HSET', KEYS[3], nextId() .. '@' .. held[place], held[place + 1]) end
run('HDEL', KEYS[3], withdrawn)
if index > 0 then redis.call('ZADD', KEYS[6], 'NX', ARGV[7], person) end
run('HDEL', KEYS[4], finished)
-- Cards change with each answer, and a copy without the newest does no harm. All else is copied as soon as may be, and
-- commands before the draft that they are about.
local isUrgent = head ~= '' or #commands + #finished > 0
redis.call('ZADD', KEYS[7], 'LT', isUrgent and 0 or ARGV[10], person)

for key = 9, #KEYS, 3 do
  local draft, texts, marks = KEYS[key], KEYS[key + 1], KEYS[key + 2]
  local id, identity = take(), take()
  local set, removed, written, dropped = takeList(2), takeList(1), takeList(2), takeList(1)
  local changed = {}
  local function mark(values, width, start)
    for place = 1, #values, width do
      changed[#changed + 1] = start .. values[place]
      changed[#changed + 1] = revision
    end
  end
  -- The first copy of a draft takes the place of any that a lost one may have left.
  if redis.call('EXISTS', draft) == 0 then
    mark({ '*' }, 1, '')
    redis.call('HSET', draft, 'identity', identity)
    redis.call('HSET', KEYS[5], identity, id)
  end
  mark(set, 2, '')
  mark(removed, 1, '')
  mark(written, 2, 'text:')
  mark(dropped, 1, 'text:')
  run('HSET', draft, set)
  run('HDEL', draft, removed)
  run('HSET', texts, written)
  run('HDEL', texts, dropped)
  run('HSET', marks, changed)
  if #changed > 0 then redis.call('ZADD', KEYS[8], 'NX', ARGV[8], person .. ' ' .. id) end
end
return { 'committed', revision, waiting, sender }
