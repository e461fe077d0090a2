-- Choose the next job that may run, by priority, and lease it to a worker.
-- Admission is decided here, when a worker is free: a job whose type has no free slot is parked in O(1)
-- and is looked at again, in its old order and before its queue, as soon as a slot is free.
-- ARGV  1 lease in milliseconds  2 worker name  3 present moment as RQ writes it  4 limits as JSON: job type -> slots
--       5 RQ's key prefix  6… queue names, first served first
-- Returns nil, or {job id, token, queue, {hash fields and values}}.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lease_end = now + tonumber(ARGV[1])
local limits = cjson.decode(ARGV[4])
local rq = ARGV[5]

local function has_room(job_type)
  local limit = limits[job_type]
  return not limit or redis.call('ZCARD', 'fsp:slots:' .. job_type) < limit
end

local function take(id, queue, job_type)
  local key = rq .. ':job:' .. id
  local token = redis.call('INCR', 'fsp:token')
  redis.call('HINCRBY', key, 'fsp_attempt', 1)
  redis.call('HSET', key, 'status', 'started', 'started_at', ARGV[3], 'last_heartbeat', ARGV[3],
    'worker_name', ARGV[2], 'fsp_token', token)
  redis.call('PERSIST', key)
  redis.call('ZADD', 'fsp:leases', lease_end, id)
  redis.call('ZADD', 'fsp:slots:' .. job_type, lease_end, id)
  redis.call('ZADD', rq .. ':wip:' .. queue, math.floor(lease_end / 1000) + 60, id .. ':' .. token)
  return {id, token, queue, redis.call('HGETALL', key)}
end

local function promote_due(queue)
  local scheduled = rq .. ':scheduled:' .. queue
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', scheduled, '-inf', now / 1000, 'LIMIT', 0, 100)) do
    redis.call('ZREM', scheduled, id)
    if redis.call('EXISTS', rq .. ':job:' .. id) == 1 then
      redis.call('HSET', rq .. ':job:' .. id, 'status', 'queued')
      redis.call('RPUSH', rq .. ':queue:' .. queue, id)
    end
  end
end

local function from_parked(queue)
  local types = 'fsp:parked-types:' .. queue
  for _, job_type in ipairs(redis.call('SMEMBERS', types)) do
    local parked = 'fsp:parked:' .. queue .. ':' .. job_type
    while has_room(job_type) do
      local id = redis.call('LPOP', parked)
      if not id then
        redis.call('SREM', types, job_type)
        break
      end
      if redis.call('EXISTS', rq .. ':job:' .. id) == 1 then
        return take(id, queue, job_type)
      end
    end
  end
end

local function from_queue(queue)
  -- Each job is parked at most once, so the bound only keeps one call short.
  for _ = 1, 1000 do
    local id = redis.call('LPOP', rq .. ':queue:' .. queue)
    if not id then
      return nil
    end
    local key = rq .. ':job:' .. id
    if redis.call('EXISTS', key) == 1 then
      local job_type = redis.call('HGET', key, 'fsp_type') or ''
      if has_room(job_type) then
        return take(id, queue, job_type)
      end
      redis.call('RPUSH', 'fsp:parked:' .. queue .. ':' .. job_type, id)
      redis.call('SADD', 'fsp:parked-types:' .. queue, job_type)
      redis.call('HSET', key, 'status', 'rate_limited')
    end
  end
end

for index = 6, #ARGV do
  local queue = ARGV[index]
  promote_due(queue)
  local claimed = from_parked(queue) or from_queue(queue)
  if claimed then
    return claimed
  end
end
return nil
