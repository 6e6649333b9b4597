/**
 * Reserves one start within the limits of one of several groups, in one step for all processes.
 *
 * KEYS are the windows of the candidates and their gates. ARGV[1] is JSON: `{ candidates: [{ window, gates, requests?,
 * tokens? }], requests, tokens, maxWaitMs, bucketMs, span, atMs? }`, where `window` and `gates` are positions in KEYS and the
 * candidates' `requests` and `tokens` their limits. A window is a hash with `r<bucket>`, `t<bucket>` and `clock`, the latest
 * time of a grant: a clock that is set back stands still for a while instead. Answers with JSON: `{ granted: true, candidate,
 * waitMs, bucket, tokens }` or `{ granted: false, waits: [{ waitMs, blockedBy? }] }`. The same as the function
 * `reserve_limit` of the database.
 */
export const reserveScript = `
local input = cjson.decode(ARGV[1])
local now = input.atMs
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local function readGates(gates)
  local blockedUntil, reason = 0, nil
  for _, position in ipairs(gates) do
    local gate = redis.call('HMGET', KEYS[position], 'until', 'reason')
    local time = tonumber(gate[1] or 0)
    if time > now and time > blockedUntil then blockedUntil, reason = time, gate[2] end
  end
  return blockedUntil, reason
end

local function readWindow(key)
  local window = { clock = 0, requests = {}, tokens = {}, buckets = {} }
  local fields = redis.call('HGETALL', key)
  for i = 1, #fields, 2 do
    local kind, value = string.sub(fields[i], 1, 1), tonumber(fields[i + 1])
    local bucket = tonumber(string.sub(fields[i], 2))
    if kind == 'c' then window.clock = value
    elseif kind == 't' then window.tokens[bucket] = value
    else
      window.requests[bucket] = value
      table.insert(window.buckets, bucket)
    end
  end
  table.sort(window.buckets)
  return window
end

-- The earliest start is now, or when one of the buckets in the window leaves it.
local function earliest(window, from, fits)
  local requests, tokens = 0, 0
  for _, bucket in ipairs(window.buckets) do
    if bucket > from - input.span then
      requests = requests + window.requests[bucket]
      tokens = tokens + window.tokens[bucket]
    end
  end
  if fits(requests, tokens) then return from, requests, tokens end
  for _, bucket in ipairs(window.buckets) do
    if bucket > from - input.span then
      requests = requests - window.requests[bucket]
      tokens = tokens - window.tokens[bucket]
      if fits(requests, tokens) then return bucket + input.span, requests, tokens end
    end
  end
end

local waits, best = {}, nil
for index, candidate in ipairs(input.candidates) do
  local blockedUntil, reason = readGates(candidate.gates)
  local window = readWindow(KEYS[candidate.window])
  local maxRequests, maxTokens = candidate.requests or math.huge, candidate.tokens or math.huge
  local needRequests, needTokens = math.min(input.requests, maxRequests), math.min(input.tokens, maxTokens)
  local ready = math.max(now, window.clock, blockedUntil)
  -- Nobody overtakes: whoever needs much would wait for ever behind those who need little.
  local from = math.max(math.floor(ready / input.bucketMs), window.buckets[#window.buckets] or 0)
  local bucket, requests, tokens = earliest(window, from, function(requests, tokens)
    return requests + needRequests <= maxRequests and tokens + needTokens <= maxTokens
  end)
  local waitMs = math.max(ready, bucket * input.bucketMs) - now
  local room = math.min(1 - (requests + needRequests) / maxRequests, 1 - (tokens + needTokens) / maxTokens)
  table.insert(waits, { waitMs = waitMs, blockedBy = reason })
  local better = not best or waitMs < best.waitMs
  if best and waitMs == best.waitMs then
    better = room > best.room or (room == best.room and requests < best.used)
  end
  if better then
    best = { index = index, window = window, waitMs = waitMs, room = room, used = requests, bucket = bucket,
      key = KEYS[candidate.window], requests = needRequests, tokens = needTokens }
  end
end
if best.waitMs > input.maxWaitMs then return cjson.encode({ granted = false, waits = waits }) end

local function whole(number) return string.format('%.0f', number) end
local clock = math.max(best.window.clock, now)
for _, bucket in ipairs(best.window.buckets) do
  if bucket <= math.floor(clock / input.bucketMs) - input.span then
    redis.call('HDEL', best.key, 'r' .. whole(bucket), 't' .. whole(bucket))
  end
end
redis.call('HINCRBY', best.key, 'r' .. whole(best.bucket), whole(best.requests))
redis.call('HINCRBY', best.key, 't' .. whole(best.bucket), whole(best.tokens))
redis.call('HSET', best.key, 'clock', whole(clock))
redis.call('PEXPIRE', best.key, whole(best.waitMs + 2 * input.span * input.bucketMs))
return cjson.encode({ granted = true, candidate = best.index - 1, waitMs = best.waitMs, bucket = best.bucket, tokens = best.tokens })
`;

/** Changes what a bucket holds, unless it has been forgotten. ARGV: bucket, requests to add, tokens to add. */
export const adjustScript = `
local requests, tokens = 'r' .. ARGV[1], 't' .. ARGV[1]
if redis.call('HEXISTS', KEYS[1], requests) == 0 then return end
redis.call('HINCRBY', KEYS[1], tokens, ARGV[3])
if redis.call('HINCRBY', KEYS[1], requests, ARGV[2]) <= 0 then redis.call('HDEL', KEYS[1], requests, tokens) end
`;

/** Blocks a gate until a time, unless it is blocked for longer. ARGV: reason, for how many ms, the time now or ''. */
export const blockScript = `
local now = tonumber(ARGV[3])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local blockedUntil = now + tonumber(ARGV[2])
if blockedUntil <= tonumber(redis.call('HGET', KEYS[1], 'until') or 0) then return end
redis.call('HSET', KEYS[1], 'until', string.format('%.0f', blockedUntil), 'reason', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
`;
