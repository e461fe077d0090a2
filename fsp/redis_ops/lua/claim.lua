-- Choose the next job that may run, by priority, and lease it to a worker.
-- Admission is decided here, when a worker is free: a job whose type has no free slot is parked in O(1)
-- and is looked at again, in its old order and before its queue, as soon as a slot is free.
-- A gate's state is in fsp:gate:<type>: `paused_until` (0 = without end), `circuit` (open, half_open), `open_until`, `probe`,
-- `limit` (an operator's, in place of the one in the code).
-- ARGV  1 lease in milliseconds  2 worker name  3 present moment as RQ writes it  4 limits: lines of `job type=slots`
--       5 longest waits: lines of `job type=milliseconds`  6 RQ's key prefix  7 host  8 version of the code
--       9… queue names, first served first
-- Returns nil, or {job id, token, queue, present moment in milliseconds, {values of the job's `told` fields}}.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lease_end = now + tonumber(ARGV[1])
local rq = ARGV[6]
local first_queue = 9

local told = {'fsp_type', 'fsp_arguments', 'fsp_attempt', 'fsp_failures', 'fsp_requested', 'fsp_enqueued_ms',
  'enqueued_at', 'timeout', 'fsp_labels', 'fsp_dedup', 'fsp_dedup_release', 'fsp_dedup_window'}

-- Reading one line costs less than decoding all of them.
local function number_of(lines, name)
  local _, last = string.find(lines, '\n' .. name .. '=', 1, true)
  return last and tonumber(string.match(lines, '%d+', last))
end

local function is_paused(until_when)
  return until_when and (until_when == '0' or now < tonumber(until_when))
end

-- How many jobs of this type may run now: a circuit is a limit, and so is a pause.
local function limit_of(job_type)
  local gate = redis.call('HMGET', 'fsp:gate:' .. job_type, 'paused_until', 'circuit', 'open_until', 'limit')
  if is_paused(gate[1]) then
    return 0
  end
  if gate[2] == 'open' and now < tonumber(gate[3]) then
    return 0
  end
  return gate[2] and 1 or tonumber(gate[4]) or number_of(ARGV[4], job_type)
end

local function has_room(job_type)
  local limit = limit_of(job_type)
  return not limit or redis.call('ZCARD', 'fsp:slots:' .. job_type) < limit
end

local function take(id, queue, job_type)
  local key = rq .. ':job:' .. id
  local token = redis.call('INCR', 'fsp:token')
  local job = redis.call('HMGET', key, unpack(told))
  job[3] = (job[3] or 0) + 1
  redis.call('HSET', key, 'fsp_attempt', job[3], 'status', 'started', 'started_at', ARGV[3], 'last_heartbeat', ARGV[3],
    'worker_name', ARGV[2], 'fsp_token', token, 'fsp_started_ms', now,
    'fsp_host', ARGV[7], 'fsp_version', ARGV[8])
  redis.call('PERSIST', key)
  redis.call('ZADD', 'fsp:leases', lease_end, id)
  redis.call('ZADD', 'fsp:slots:' .. job_type, lease_end, id)
  redis.call('ZADD', rq .. ':wip:' .. queue, math.floor(lease_end / 1000) + 60, id .. ':' .. token)
  if job[11] == 'start' and redis.call('GET', job[10]) == id then
    -- No window is an end at once: Redis deletes a key that is to live 0 ms.
    redis.call('PEXPIRE', job[10], job[12])
  end
  local gate = 'fsp:gate:' .. job_type
  if redis.call('HEXISTS', gate, 'circuit') == 1 then
    redis.call('HSET', gate, 'circuit', 'half_open', 'probe', token)
  end
  return {id, token, queue, now, job}
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
    local found = redis.call('HMGET', key, 'status', 'fsp_type')
    if found[1] then
      local job_type = found[2] or ''
      if has_room(job_type) then
        return take(id, queue, job_type)
      end
      redis.call('RPUSH', 'fsp:parked:' .. queue .. ':' .. job_type, id)
      redis.call('SADD', 'fsp:parked-types:' .. queue, job_type)
      redis.call('HSET', key, 'status', 'rate_limited')
    end
  end
end

-- Has the first job of this queue waited longer than its type allows? Then it counts as one of the first queue.
local function is_overdue(queue)
  local id = redis.call('LINDEX', rq .. ':queue:' .. queue, 0)
  if not id then
    return false
  end
  local job = redis.call('HMGET', rq .. ':job:' .. id, 'fsp_type', 'fsp_enqueued_ms')
  local wait = number_of(ARGV[5], job[1] or '')
  return wait and job[2] and now - tonumber(job[2]) > wait
end

local open_queues = {}
for index = first_queue, #ARGV do
  if not is_paused(redis.call('HGET', 'fsp:paused-queues', ARGV[index])) then
    table.insert(open_queues, ARGV[index])
    promote_due(ARGV[index])
  end
end
-- Every other turn only, so that a backlog of overdue jobs cannot starve the first queue in its turn.
if tonumber(redis.call('GET', 'fsp:token') or 0) % 2 == 0 then
  for index = 2, #open_queues do
    if is_overdue(open_queues[index]) then
      local claimed = from_queue(open_queues[index])
      if claimed then
        return claimed
      end
    end
  end
end
for _, queue in ipairs(open_queues) do
  local claimed = from_parked(queue) or from_queue(queue)
  if claimed then
    return claimed
  end
end
return nil
