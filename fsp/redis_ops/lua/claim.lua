-- Choose the next job that may run, by priority, and lease it to a worker.
-- Admission is decided here, when a worker is free: a job whose type has no free slot is blocked in O(1)
-- and is looked at again, in its old order and before its queue, as soon as a slot is free.
-- A gate's state is in fsp:gate:<type>: `paused_until` (0 = without end), `circuit` (open, half_open), `open_until`, `probe`,
-- `limit` (an operator's, in place of the one in the code).
-- ARGV  1 lease in milliseconds  2 worker name  3 present moment as RQ writes it  4 limits: lines of `job type=slots`
--       5 longest waits: lines of `job type=milliseconds`  6 RQ's key prefix  7 host  8 version of the code
--       9 present moment on the worker's own clock, in milliseconds  10 time-based types: lines of `job type=1`
--       11… queue names, first served first
-- Returns nil, or JSON: [] to be called again, or [job id, token, queue, present moment in milliseconds, [values of the
-- job's `claim_fields`, false for none]]. As a text, since the server takes 16 kB of memory for each table it answers with.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lease_end = now + tonumber(ARGV[1])
local rq = ARGV[6]
local first_queue = 11

-- More than a minute from the shared clock: this worker takes no job that follows the time of day, and parks it for others.
local is_clock_off = math.abs(tonumber(ARGV[9]) - now) > 60000

-- The first nine and the last are returned to the worker; the status is how a job that was deleted is recognised.
local claim_fields = {'fsp_type', 'fsp_arguments', 'fsp_attempt', 'fsp_failures', 'fsp_requested', 'fsp_enqueued_ms',
  'enqueued_at', 'timeout', 'fsp_labels', 'fsp_dedup', 'fsp_dedup_release', 'fsp_dedup_window', 'status', 'fsp_steps'}

local function read(id)
  return fields_of(rq .. ':job:' .. id, unpack(claim_fields))
end

-- Reading one line costs less than decoding all of them.
local function number_of(lines, name)
  local _, last = string.find(lines, '\n' .. name .. '=', 1, true)
  return last and tonumber(string.match(lines, '%d+', last))
end

local function is_paused(until_when)
  -- Somebody paused it, even if the end cannot be read.
  local ends = whole(until_when, 0)
  return until_when and (ends == 0 or now < ends)
end

-- How many jobs of this type may run now, and its circuit if it is not closed: a circuit is a limit, and so is a pause.
local function limit_of(job_type)
  local gate = fields_of('fsp:gate:' .. job_type, 'paused_until', 'circuit', 'open_until', 'limit')
  if is_paused(gate[1]) or (gate[2] == 'open' and now < whole(gate[3], 0)) then
    return 0, gate[2]
  end
  return gate[2] and 1 or whole(gate[4]) or number_of(ARGV[4], job_type), gate[2]
end

local function has_room(job_type)
  if is_clock_off and number_of(ARGV[10], job_type) then
    return false
  end
  local limit, circuit = limit_of(job_type)
  return not limit or redis.call('ZCARD', 'fsp:slots:' .. job_type) < limit, circuit
end

-- Drawn once there is a job to check; it also decides whose turn it is.
local token

local function take(id, queue, job, circuit)
  local key, job_type = rq .. ':job:' .. id, job[1] or ''
  job[3] = whole(job[3], 0) + 1
  redis.call('HSET', key, 'fsp_attempt', job[3], 'status', 'started', 'started_at', ARGV[3], 'last_heartbeat', ARGV[3],
    'worker_name', ARGV[2], 'fsp_token', token, 'fsp_started_ms', now,
    'fsp_host', ARGV[7], 'fsp_version', ARGV[8])
  redis.call('ZADD', 'fsp:leases', lease_end, id)
  redis.call('ZADD', 'fsp:slots:' .. job_type, lease_end, id)
  redis.call('ZADD', rq .. ':wip:' .. queue, math.floor(lease_end / 1000) + 60, id .. ':' .. token)
  if job[11] == 'start' and job[10] and redis.pcall('GET', job[10]) == id then
    -- No window is an end at once: Redis deletes a key that is to live 0 ms.
    redis.call('PEXPIRE', job[10], whole(job[12], 0))
  end
  if circuit then
    redis.call('HSET', 'fsp:gate:' .. job_type, 'circuit', 'half_open', 'probe', token)
  end
  return cjson.encode({id, token, queue, now, job})
end

local function promote_due(queue)
  local scheduled = rq .. ':scheduled:' .. queue
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', scheduled, '-inf', now / 1000, 'LIMIT', 0, 100)) do
    redis.call('ZREM', scheduled, id)
    if redis.call('EXISTS', rq .. ':job:' .. id) == 1 then
      redis.pcall('HSET', rq .. ':job:' .. id, 'status', 'queued')
      redis.call('RPUSH', rq .. ':queue:' .. queue, id)
    end
  end
end

local function first_blocked(queue, job_type)
  local is_free, circuit = has_room(job_type)
  while is_free do
    local id = redis.call('LPOP', 'fsp:parked:' .. queue .. ':' .. job_type)
    if not id then
      redis.call('SREM', 'fsp:parked-types:' .. queue, job_type)
      return nil
    end
    local job = read(id)
    if job[13] then
      return take(id, queue, job, circuit)
    end
  end
end

local function parked_types(queue)
  return redis.call('SMEMBERS', 'fsp:parked-types:' .. queue)
end

local function from_parked(queue)
  for _, job_type in ipairs(parked_types(queue)) do
    local claimed = first_blocked(queue, job_type)
    if claimed then
      return claimed
    end
  end
end

-- Each job is blocked at most once, so the bound only keeps one call short: the worker calls again.
local may_still_park = 1000

-- Take jobs off a queue, for as long as `goes_on` says so, until one may run; those that may not are blocked.
local function from_queue(queue, goes_on)
  while may_still_park > 0 and (not goes_on or goes_on(rq .. ':queue:' .. queue)) do
    local id = redis.call('LPOP', rq .. ':queue:' .. queue)
    if not id then
      return nil
    end
    local job = read(id)
    if job[13] then
      local job_type = job[1] or ''
      local is_free, circuit = has_room(job_type)
      if is_free then
        return take(id, queue, job, circuit)
      end
      redis.call('RPUSH', 'fsp:parked:' .. queue .. ':' .. job_type, id)
      redis.call('SADD', 'fsp:parked-types:' .. queue, job_type)
      redis.call('HSET', rq .. ':job:' .. id, 'status', 'rate_limited')
      may_still_park = may_still_park - 1
    end
  end
end

-- Has the first job of this list waited longer than its type allows?
local function is_overdue(list)
  local id = redis.call('LINDEX', list, 0)
  if not id then
    return false
  end
  local job = fields_of(rq .. ':job:' .. id, 'fsp_type', 'fsp_enqueued_ms')
  local wait = number_of(ARGV[5], job[1] or '')
  return wait and now - whole(job[2], now) > wait
end

local open_queues = {}
local scheduled = {}
for index, until_when in ipairs(redis.call('HMGET', 'fsp:paused-queues', unpack(ARGV, first_queue))) do
  local queue = ARGV[first_queue + index - 1]
  if not is_paused(until_when) then
    table.insert(open_queues, queue)
    table.insert(scheduled, rq .. ':scheduled:' .. queue)
  end
end
-- Often nothing is scheduled and the first queue is empty: one call checks both.
local begin, first_has_jobs = 1, false
if open_queues[1] then
  local first = open_queues[1]
  local there = redis.call('EXISTS', rq .. ':queue:' .. first, 'fsp:parked-types:' .. first, unpack(scheduled))
  local due = there > 0 and redis.call('EXISTS', unpack(scheduled)) or 0
  begin, first_has_jobs = there == 0 and 2 or 1, there > due
  if due > 0 then
    for _, queue in ipairs(open_queues) do
      promote_due(queue)
    end
  end
end

-- A job that has waited too long counts as one of the first queue. Every other turn only, so that a backlog of such jobs
-- cannot starve the first queue in its turn.
local function from_overdue(first)
  if first > #open_queues or token % 2 == 0 then
    return nil
  end
  for index = first, #open_queues do
    local queue = open_queues[index]
    for _, job_type in ipairs(parked_types(queue)) do
      local claimed = is_overdue('fsp:parked:' .. queue .. ':' .. job_type) and first_blocked(queue, job_type)
      if claimed then
        return claimed
      end
    end
    local claimed = from_queue(queue, is_overdue)
    if claimed then
      return claimed
    end
  end
end

for index = begin, #open_queues do
  local queue = open_queues[index]
  local is_known = index == 1 and first_has_jobs
  if is_known or redis.call('EXISTS', rq .. ':queue:' .. queue, 'fsp:parked-types:' .. queue) > 0 then
    token = token or redis.call('INCR', 'fsp:token')
    local claimed = from_overdue(index + 1) or from_parked(queue) or from_queue(queue)
    if claimed then
      return claimed
    end
  end
end
return may_still_park == 0 and '[]' or nil
