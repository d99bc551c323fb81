-- KEYS: open (a sorted set: reservation by the end of its lease), held (a hash: what each holds and
-- where), and the hash of each window: requests, tokens, cost are settled; their capitals are held;
-- born names this life of the count, so that nothing is taken back from one that did not give it.
-- ARGV: now, end of the lease, end of lateness, reservation, tokens, cost; then for each window its
-- three limits, for how long it is kept, and the three counts that it begins with ('' for unknown).
-- All times in milliseconds. Returns {0}, {1, window, measure, spent, ...} for what is full, or
-- {2, window, ...} for windows that have to be known first. Windows and measures count from 0.
local open, held = KEYS[1], KEYS[2]
local now, id = ARGV[1], ARGV[4]
local fields = {'requests', 'tokens', 'cost'}
local holds = {'REQUESTS', 'TOKENS', 'COST'}

-- What a process left behind goes back; a mark stays, so that it can still be settled late.
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', open, '-inf', now, 'LIMIT', 0, 1000)) do
    local text = redis.call('HGET', held, gone)
    local entry = text and cjson.decode(text)
    if entry and not entry.back then
        for i, key in ipairs(entry.keys) do
            if redis.call('HGET', key, 'born') == entry.born[i] then
                redis.call('HINCRBY', key, 'REQUESTS', -1)
                redis.call('HINCRBY', key, 'TOKENS', 0 - tonumber(entry.tokens))
                redis.call('HINCRBY', key, 'COST', 0 - tonumber(entry.cost))
            end
        end
        entry.back = true
        redis.call('HSET', held, gone, cjson.encode(entry))
        redis.call('ZADD', open, ARGV[3], gone)
    else
        redis.call('ZREM', open, gone)
        redis.call('HDEL', held, gone)
    end
end

local unknown, keys, born = {2}, {}, {}
for window = 0, #KEYS - 3 do
    local key, at = KEYS[window + 3], 7 + window * 7
    local life = redis.call('HGET', key, 'born')
    if not life then
        if ARGV[at + 4] == '' then
            unknown[#unknown + 1] = window
        else
            life = id
            redis.call('HSET', key, 'born', id)
            for i = 1, 3 do
                redis.call('HSET', key, fields[i], ARGV[at + 3 + i], holds[i], 0)
            end
            redis.call('PEXPIRE', key, ARGV[at + 3])
        end
    end
    keys[window + 1], born[window + 1] = key, life
end
if #unknown > 1 then return unknown end

local full = {1}
for window = 0, #KEYS - 3 do
    local at = 7 + window * 7
    for i = 1, 3 do
        local limit = tonumber(ARGV[at + i - 1])
        if limit > 0 then
            local counts = redis.call('HMGET', KEYS[window + 3], fields[i], holds[i])
            local settled = tonumber(counts[1])
            if settled + tonumber(counts[2]) >= limit then
                full[#full + 1] = window
                full[#full + 1] = i - 1
                full[#full + 1] = settled >= limit and 1 or 0
            end
        end
    end
end
if #full > 1 then return full end

for _, key in ipairs(keys) do
    redis.call('HINCRBY', key, 'REQUESTS', 1)
    redis.call('HINCRBY', key, 'TOKENS', ARGV[5])
    redis.call('HINCRBY', key, 'COST', ARGV[6])
end
local entry = {tokens = ARGV[5], cost = ARGV[6], keys = keys, born = born}
redis.call('HSET', held, id, cjson.encode(entry))
redis.call('ZADD', open, ARGV[2], id)
return {0}
