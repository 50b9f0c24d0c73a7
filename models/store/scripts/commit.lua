-- One event, all or nothing: dedupe, revision check, head, cards, drafts, commands, outbox, and the marks that make the
-- sweeper and the copies look here.
-- KEYS: conversation, seen update, outbox, pending commands, drafts by identity, due index, changed conversations,
--       changed drafts; then for each draft: its fields, its texts, its changed fields.
-- ARGV: expected revision, person, head (empty if it stays as it is), cards, draft in front, seconds to remember the update, due at, now, who commits;
--       when a copy of what changes with each answer is due; then lists, each with its length before it: commands, outbox, commands that have an outcome, cards whose
--       messages are forgotten; and for each draft: id, identity, and lists of (field, value), removed fields,
--       (part, text), dropped parts.
local revision = tonumber(redis.call('HGET', KEYS[1], 'revision') or '0')
local waiting = redis.call('HLEN', KEYS[3])
local sender = redis.call('HGET', KEYS[1], 'sender')
if redis.call('EXISTS', KEYS[2]) == 1 then return { 'duplicate', revision, waiting, sender } end
if revision ~= tonumber(ARGV[1]) then return { 'conflict', revision, waiting, sender } end

-- Revisions begin at the moment, so that one from before a loss of the data is never met again.
revision = revision == 0 and tonumber(ARGV[8]) or revision + 1
local person = ARGV[2]
redis.call('SET', KEYS[2], revision, 'EX', ARGV[6])
-- The first commit after the conversation was restored tells the person so.
redis.call('HDEL', KEYS[1], 'restoredFrom')
redis.call('HSET', KEYS[1], 'revision', revision, 'cards', ARGV[4], 'front', ARGV[5])
local isUrgent = false
if ARGV[3] ~= '' then
  redis.call('HSET', KEYS[1], 'head', ARGV[3])
  isUrgent = true
end
-- Where nothing waits, the committing process also sends; else the one that sends what waits goes on with this.
if waiting == 0 then
  sender = ARGV[9]
  redis.call('HSET', KEYS[1], 'sender', sender)
end

local at = 11
local function take()
  at = at + 1
  return ARGV[at - 1]
end

local index = 0
local function entryId()
  index = index + 1
  return string.format('%012d.%03d', revision, index)
end
for _ = 1, tonumber(take()) do
  isUrgent = true
  local id = entryId()
  local command = take()
  redis.call('HSET', KEYS[4], id, command)
  redis.call('HSET', KEYS[3], id, command)
end
for _ = 1, tonumber(take()) do redis.call('HSET', KEYS[3], entryId(), take()) end
if index > 0 then redis.call('ZADD', KEYS[6], 'NX', ARGV[7], person) end
for _ = 1, tonumber(take()) do
  isUrgent = true
  redis.call('HDEL', KEYS[4], take())
end
-- Cards change with each answer, and a copy without the newest does no harm. All else is copied as soon as may be, and
-- commands before the draft that they are about.
redis.call('ZADD', KEYS[7], 'LT', isUrgent and 0 or ARGV[10], person)
for _ = 1, tonumber(take()) do redis.call('HDEL', KEYS[1], 'message:' .. take()) end

for key = 9, #KEYS, 3 do
  local draft, texts, marks = KEYS[key], KEYS[key + 1], KEYS[key + 2]
  local id = take()
  local identity = take()
  local changed = {}
  local function mark(field)
    changed[#changed + 1] = field
    changed[#changed + 1] = revision
  end
  -- The first copy of a draft takes the place of any that a lost one may have left.
  if redis.call('EXISTS', draft) == 0 then
    mark('*')
    redis.call('HSET', draft, 'identity', identity)
    redis.call('HSET', KEYS[5], identity, id)
  end
  for _ = 1, tonumber(take()) do
    local field = take()
    redis.call('HSET', draft, field, take())
    mark(field)
  end
  for _ = 1, tonumber(take()) do
    local field = take()
    redis.call('HDEL', draft, field)
    mark(field)
  end
  for _ = 1, tonumber(take()) do
    local part = take()
    redis.call('HSET', texts, part, take())
    mark('text:' .. part)
  end
  for _ = 1, tonumber(take()) do
    local part = take()
    redis.call('HDEL', texts, part)
    mark('text:' .. part)
  end
  if #changed > 0 then
    redis.call('HSET', marks, unpack(changed))
    redis.call('ZADD', KEYS[8], 'NX', ARGV[8], person .. ' ' .. id)
  end
end
return { 'committed', revision, waiting, sender }
