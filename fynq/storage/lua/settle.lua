-- KEYS: open and held, as in reserve.lua. ARGV: reservation; requests, tokens and cost really used.
-- Returns 1, or 0 when the reservation is settled already, or never held anything.
local text = redis.call('HGET', KEYS[2], ARGV[1])
if not text then return 0 end
local entry = cjson.decode(text)
for i, key in ipairs(entry.keys) do
    -- A window that Redis lost is read from the ledger when it is needed again.
    local life = redis.call('HGET', key, 'born')
    if life == entry.born[i] and not entry.back then
        redis.call('HINCRBY', key, 'REQUESTS', -1)
        redis.call('HINCRBY', key, 'TOKENS', 0 - tonumber(entry.tokens))
        redis.call('HINCRBY', key, 'COST', 0 - tonumber(entry.cost))
    end
    if life then
        redis.call('HINCRBY', key, 'requests', ARGV[2])
        redis.call('HINCRBY', key, 'tokens', ARGV[3])
        redis.call('HINCRBY', key, 'cost', ARGV[4])
    end
end
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[1], ARGV[1])
return 1
