-- KEYS: conversation. ARGV: when the copy was made that it was restored from, or nothing if there was none.
-- Has the next commit tell the person of a loss, as they could not be told. What a process remembers of the conversation
-- does not say so, so the revision rises. Of a conversation that was lost meanwhile nothing is made up.
if redis.call('HEXISTS', KEYS[1], 'revision') == 0 then return 0 end
redis.call('HINCRBY', KEYS[1], 'revision', 1)
redis.call('HSETNX', KEYS[1], 'restoredFrom', ARGV[1])
return 1
