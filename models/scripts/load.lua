-- KEYS: conversation. ARGV: start of the key of a flow.
-- Returns the conversation's fields and those of its active flow, in one look.
local conversation = redis.call('HMGET', KEYS[1], 'revision', 'head', 'active', 'restoredFrom')
local active = conversation[3]
local flow = {}
if active and active ~= '' then flow = redis.call('HGETALL', ARGV[1] .. active) end
return { conversation[1], conversation[2], active, flow, conversation[4] }
