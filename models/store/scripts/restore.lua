-- Brings a conversation back from its copy, unless it lives already.
-- KEYS: conversation, pending commands, changed conversations. ARGV: person, revision, head, cards, draft in front, now,
--       when the copy was made, (command id, command)…
if redis.call('HEXISTS', KEYS[1], 'revision') == 1 then return 0 end
redis.call('HSET', KEYS[1], 'revision', ARGV[2], 'head', ARGV[3], 'cards', ARGV[4], 'front', ARGV[5],
  'restoredFrom', ARGV[7])
for at = 8, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1]) end
redis.call('ZADD', KEYS[3], 'NX', ARGV[6], ARGV[1])
return 1
