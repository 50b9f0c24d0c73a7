-- Removes a draft that is copied as it is; one with changes that are not copied yet stays.
-- KEYS: draft, texts, changed fields, drafts by identity. ARGV: draft, identity.
-- Returns whether it is gone.
if redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
redis.call('DEL', KEYS[1], KEYS[2])
if redis.call('HGET', KEYS[4], ARGV[2]) == ARGV[1] then redis.call('HDEL', KEYS[4], ARGV[2]) end
return 1
