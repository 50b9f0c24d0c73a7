-- KEYS: changed fields, fields being copied, changed index. ARGV: member of the index
redis.call('DEL', KEYS[2])
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('ZREM', KEYS[3], ARGV[1]) end
return 1
