-- KEYS: conversation. ARGV: start of the key of a draft.
-- Returns the conversation's fields, and those of the draft in front, in one look.
local conversation = redis.call('HGETALL', KEYS[1])
local front = redis.call('HGET', KEYS[1], 'front')
local draft = {}
if front and front ~= '' then draft = redis.call('HGETALL', ARGV[1] .. front) end
return { conversation, draft }
