-- One answer, all or nothing: dedupe, revision check, state, texts, outbox, and the marks that make the
-- sweeper and the write-behind look here.
-- KEYS: conversation, seen update, outbox, flow, texts, changed fields, due index, changed index
-- ARGV: expected revision, id, head, active flow, seconds to remember the update, due at, now,
--       who commits, outbox count, outbox…, field count, (field, value)…, removed count, field…,
--       text count, (part, text)…, dropped count, part…
local revision = tonumber(redis.call('HGET', KEYS[1], 'revision') or '0')
local waiting = redis.call('HLEN', KEYS[3])
local sender = redis.call('HGET', KEYS[1], 'sender')
if redis.call('EXISTS', KEYS[2]) == 1 then return { 'duplicate', revision, waiting, sender } end
if revision ~= tonumber(ARGV[1]) then return { 'conflict', revision, waiting, sender } end

-- Revisions begin at the moment, so that one from before a loss of the data is never met again.
revision = revision == 0 and tonumber(ARGV[7]) or revision + 1
local id = ARGV[2]
local active = ARGV[4]
redis.call('SET', KEYS[2], revision, 'EX', ARGV[5])
-- Whoever commits first after it was restored says so.
redis.call('HDEL', KEYS[1], 'restoredFrom')
redis.call('HSET', KEYS[1], 'revision', revision, 'head', ARGV[3], 'active', active)
-- Where nothing waits, who commits also sends; else whoever sends what waits goes on with this.
if waiting == 0 then
  sender = ARGV[8]
  redis.call('HSET', KEYS[1], 'sender', sender)
end

local at = 9
local function take()
  at = at + 1
  return ARGV[at - 1]
end

local entries = tonumber(take())
for index = 1, entries do
  redis.call('HSET', KEYS[3], string.format('%012d.%03d', revision, index), take())
end
if entries > 0 then redis.call('ZADD', KEYS[7], 'NX', ARGV[6], id) end

local changed = {}
local function mark(field)
  changed[#changed + 1] = field
  changed[#changed + 1] = revision
end
-- The first copy of a flow takes the place of any that a lost one may have left.
if active ~= '' and redis.call('EXISTS', KEYS[4]) == 0 then mark('*') end
for _ = 1, tonumber(take()) do
  local field = take()
  redis.call('HSET', KEYS[4], field, take())
  mark(field)
end
for _ = 1, tonumber(take()) do
  local field = take()
  redis.call('HDEL', KEYS[4], field)
  mark(field)
end
for _ = 1, tonumber(take()) do
  local part = take()
  redis.call('HSET', KEYS[5], part, take())
  mark('text:' .. part)
end
for _ = 1, tonumber(take()) do
  local part = take()
  redis.call('HDEL', KEYS[5], part)
  mark('text:' .. part)
end
if #changed > 0 then
  redis.call('HSET', KEYS[6], unpack(changed))
  redis.call('ZADD', KEYS[8], 'NX', ARGV[7], id .. ' ' .. active)
end
return { 'committed', revision, waiting, sender }
