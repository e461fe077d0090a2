-- Choose the next job that may run, by priority, and lease it to a worker.
-- Admission is decided here, when a worker is free: a job runs if all its gates have room, else its lane waits at the
-- first that has none (shared/lanes.lua). A gate that is freed is looked at before its queue, the oldest lane first.
-- A gate's state is in fsp:gate:<gate>: `paused_until` (0 = without end), `circuit` (open, half_open), `open_until`, `probe`,
-- `limit` and `rate` (an operator's, in place of those in the code), `shut_until` and `server_left` until `server_until` (what a
-- server answered).
-- ARGV  1 lease in milliseconds  2 worker name  3 present moment as RQ writes it  4 limits: lines of `job type=slots`, `|gate=slots` and `|gate#rate=units/milliseconds`
--       5 longest waits: lines of `job type=milliseconds`  6 RQ's key prefix  7 host  8 version of the code
--       9 present moment on the worker's own clock, in milliseconds  10 time-based types: lines of `job type=1`
--       11… queue names, first served first
-- Returns a function that claims one job with each call. It returns nil, or JSON: [] to be called again, or [job id, token, queue,
-- present moment in milliseconds, [values of the job's `claim_fields`, false for none]]. As a text, since the server takes 16 kB of memory for each table it answers with.
local now = call_moment()
local lease_end = now + tonumber(ARGV[1])
local rq = ARGV[6]
local first_queue = 11

-- More than a minute from the shared clock: this worker takes no job that follows the time of day, and parks it for others.
local is_clock_off = math.abs(tonumber(ARGV[9]) - now) > 60000

-- The first ten and the steps are returned to the worker; without a status a job was deleted.
local claim_fields = {'fsp_type', 'fsp_arguments', 'fsp_attempt', 'fsp_failures', 'fsp_requested', 'fsp_enqueued_ms',
  'enqueued_at', 'timeout', 'fsp_labels', 'fsp_gates', 'fsp_dedup', 'fsp_dedup_release', 'fsp_dedup_window', 'status',
  'fsp_steps', 'fsp_units', 'fsp_share'}

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

local open_queues = {}
local scheduled = {}
for index, until_when in ipairs(redis.call('HMGET', 'fsp:paused-queues', unpack(ARGV, first_queue))) do
  local queue = ARGV[first_queue + index - 1]
  if not is_paused(until_when) then
    table.insert(open_queues, queue)
    table.insert(scheduled, rq .. ':scheduled:' .. queue)
  end
end
-- Gates without any state, as this call saw them: only another call can give them some.
local stateless_gates = {}
-- What one claim takes of what a server said is left, by gate.
local taken_from_server = {}

local has_declared_rates = string.find(ARGV[4], '#rate=', 1, true)

local function declared_rate(gate)
  local name = has_declared_rates and string.match(gate, '^|[^:]*')
  if not name then
    return nil
  end
  local _, last = string.find(ARGV[4], '\n' .. name .. '#rate=', 1, true)
  return last and string.match(ARGV[4], '^%d+/%d+', last + 1)
end

-- From when the rate of a gate, and what its server said, leave room for so many units: nothing for now. Who waits already goes first.
local function rate_opens_at(gate, state, units, ahead)
  if state[6] and now < whole(state[6], 0) then
    return whole(state[6])
  end
  if state[8] and now < whole(state[8], 0) then
    if whole(state[7], 0) < units then
      return whole(state[8])
    end
    taken_from_server[gate] = units
  end
  local rate = state[5] or declared_rate(gate)
  if not rate then
    return nil
  end
  local opens_at = rate_leaves_room(gate, rate, units, now)
  if opens_at == 0 and ahead > 0 then
    local lanes = {}
    for index = 1, ahead do
      lanes[index] = 'fsp:lanes:' .. open_queues[index] .. ':' .. gate
    end
    return redis.call('EXISTS', unpack(lanes)) > 0 and math.huge or nil
  end
  return opens_at ~= 0 and (opens_at or math.huge) or nil
end

-- Does a keyed gate have no state, no limit that is reached and no rate? Of many keys, most are like that.
local function is_unused(gate)
  return not declared_rate(gate) and redis.call('EXISTS', 'fsp:gate:' .. gate, 'fsp:slots:' .. gate) == 0
end

-- Has a gate room for one more job? Else: no, and the moment from which it may. And its circuit if that is not closed:
-- a circuit is a limit, and so is a pause.
local function has_room(gate, default_limit, units, ahead)
  local state = stateless_gates[gate] or fields_of('fsp:gate:' .. gate, 'paused_until', 'circuit', 'open_until', 'limit', 'rate', 'shut_until', 'server_left', 'server_until')
  if not (state[1] or state[2] or state[4] or state[5] or state[6] or state[8]) then
    stateless_gates[gate] = state
  end
  if is_paused(state[1]) then
    local ends = whole(state[1], 0)
    return false, ends > 0 and ends or nil
  end
  if state[2] == 'open' and now < whole(state[3], 0) then
    return false, whole(state[3])
  end
  local limit = state[2] and 1 or whole(state[4]) or default_limit
  if limit and redis.call('ZCARD', 'fsp:slots:' .. gate) >= limit then
    return false
  end
  local opens_at = rate_opens_at(gate, state, units, ahead)
  if opens_at then
    return false, opens_at
  end
  return true, state[2]
end

local function one_unit()
  return 1
end

-- The units of a job at its keyed gates, in their order: 1 each unless it says otherwise.
local function units_of(job)
  if not job[16] then
    return one_unit
  end
  local next_number = string.gmatch(job[16], '%d+')
  return function() return tonumber(next_number() or 1) end
end

-- The first gate of a job without room, and from when it may have some; or nil, and the gates whose circuit it probes.
-- `ahead` says in how many of the queues, from the first on, jobs that wait for a rate go before this one.
local function first_shut(job, ahead)
  local job_type, probes, units = job[1] or '', nil, job[10] and units_of(job)
  taken_from_server = {}
  local is_free, detail = has_room(job_type, number_of(ARGV[4], job_type), 1, ahead)
  if not is_free then
    return job_type, detail
  elseif detail then
    probes = {job_type}
  end
  for gate in keyed_gates(job[10]) do
    local gate_units = units()
    if not is_unused(gate) then
      is_free, detail = has_room(gate, number_of(ARGV[4], string.match(gate, '^|[^:]*')), gate_units, ahead)
      if not is_free then
        return gate, detail
      elseif detail then
        probes = probes or {}
        probes[#probes + 1] = gate
      end
    end
  end
  return nil, probes
end

-- A job that follows the time of day is left to workers whose clock is right.
local function is_for_others(job_type)
  return is_clock_off and number_of(ARGV[10], job_type)
end

-- Drawn once there is a job to check; it also decides whose turn it is.
local token

-- Lease a job to the worker; `is_alone` if no other flow of its type waits for its turn.
local function take(id, queue, job, probes, is_alone)
  local key, job_type = rq .. ':job:' .. id, job[1] or ''
  job[3] = whole(job[3], 0) + 1
  redis.call('HSET', key, 'fsp_attempt', job[3], 'status', 'started', 'started_at', ARGV[3], 'last_heartbeat', ARGV[3],
    'worker_name', ARGV[2], 'fsp_token', token, 'fsp_started_ms', now,
    'fsp_host', ARGV[7], 'fsp_version', ARGV[8])
  redis.call('ZADD', 'fsp:leases', lease_end, id)
  redis.call('ZADD', 'fsp:slots:' .. job_type, lease_end, id)
  local units = job[10] and units_of(job)
  for gate in keyed_gates(job[10]) do
    redis.call('ZADD', 'fsp:slots:' .. gate, units(), id)
    redis.call('ZADD', 'fsp:gates', now, gate)
  end
  if job[17] and not is_alone then
    charge_flow(queue, job_type, job[17])
  end
  for gate, count in pairs(taken_from_server) do
    count_up('fsp:gate:' .. gate, 'server_left', -count)
  end
  redis.call('ZADD', rq .. ':wip:' .. queue, math.floor(lease_end / 1000) + 60, id .. ':' .. token)
  if job[12] == 'start' and job[11] and redis.pcall('GET', job[11]) == id then
    -- No window is an end at once: Redis deletes a key that is to live 0 ms.
    redis.call('PEXPIRE', job[11], whole(job[13], 0))
  end
  for _, gate in ipairs(probes or {}) do
    redis.call('HSET', 'fsp:gate:' .. gate, 'circuit', 'half_open', 'probe', token)
  end
  return cjson.encode({id, token, queue, now, job})
end

local function promote_due(queue)
  local scheduled = rq .. ':scheduled:' .. queue
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', scheduled, '-inf', now / 1000, 'LIMIT', 0, 100)) do
    redis.call('ZREM', scheduled, id)
    if redis.call('EXISTS', rq .. ':job:' .. id) == 1 then
      local job = fields_of(rq .. ':job:' .. id, 'fsp_type', 'fsp_share')
      redis.pcall('HSET', rq .. ':job:' .. id, 'status', 'queued')
      put_in_queue(rq, queue, id, job[1], job[2])
    end
  end
end

-- A bound on what one call blocks and checks, which keeps it short: the worker calls again.
local MAX_CHECKED = 1000
local may_still_check = MAX_CHECKED

-- Order a lane among those at its gate, and the gate among the ready ones, by the turns of their first jobs.
local function order_again(queue, gate, lane)
  local lanes, ready = 'fsp:lanes:' .. queue .. ':' .. gate, 'fsp:ready:' .. queue
  local head = redis.call('ZRANGE', 'fsp:lane:' .. queue .. ':' .. lane, 0, 0, 'WITHSCORES')
  if head[1] then
    redis.call('ZADD', lanes, head[2], lane)
  else
    redis.call('ZREM', lanes, lane)
  end
  local first = redis.call('ZRANGE', lanes, 0, 0, 'WITHSCORES')
  if first[1] then
    redis.call('ZADD', ready, first[2], gate)
  else
    redis.call('ZREM', ready, gate)
    redis.call('SREM', 'fsp:gate-queues:' .. gate, queue)
  end
end

-- Look at the first job that waits at a ready gate. Returns the claim, or nil and whether the gate is to be passed over.
local function from_gate(queue, gate, ahead)
  local lane = redis.call('ZRANGE', 'fsp:lanes:' .. queue .. ':' .. gate, 0, 0)[1]
  local head = lane and redis.call('ZRANGE', 'fsp:lane:' .. queue .. ':' .. lane, 0, 0, 'WITHSCORES') or {}
  local id, job = head[1], head[1] and read(head[1])
  if not id then
    order_again(queue, gate, lane or '')
  elseif not job[14] then
    remove_from_lane(queue, lane, id)
    order_again(queue, gate, lane)
  elseif is_for_others(job[1] or '') then
    return nil, true
  else
    local shut, detail = first_shut(job, ahead)
    if not shut then
      remove_from_lane(queue, lane, id)
      order_again(queue, gate, lane)
      return take(id, queue, job, detail)
    end
    if shut == gate then
      redis.call('ZREM', 'fsp:ready:' .. queue, gate)
    else
      redis.call('ZREM', 'fsp:lanes:' .. queue .. ':' .. gate, lane)
    end
    wait_at(queue, shut, lane, head[2], detail, now)
  end
end

local function from_ready(queue, ahead)
  local passed_over = 0
  while may_still_check > 0 do
    local gate = redis.call('ZRANGE', 'fsp:ready:' .. queue, passed_over, passed_over)[1]
    if not gate then
      return nil
    end
    local claimed, is_passed_over = from_gate(queue, gate, ahead)
    if claimed then
      return claimed
    end
    passed_over = passed_over + (is_passed_over and 1 or 0)
    may_still_check = may_still_check - 1
  end
end

-- Take jobs off a queue, for as long as `goes_on` says so, until one may run; those that may not are blocked.
local function from_queue(queue, ahead, goes_on)
  local list = rq .. ':queue:' .. queue
  while may_still_check > 0 and (not goes_on or goes_on(redis.call('LINDEX', list, 0))) do
    local id = redis.call('LPOP', list)
    if not id then
      return nil
    end
    local job = read(id)
    if job[14] then
      local job_type, shut, detail = job[1] or '', nil, nil
      if is_for_others(job_type) then
        shut = job_type
      else
        shut, detail = first_shut(job, ahead)
      end
      if not shut then
        return take(id, queue, job, detail)
      end
      block(rq, queue, id, lane_of(job_type, job[10]), shut, detail, now)
      if is_for_others(job_type) then
        wake_gate(shut)
      end
      may_still_check = may_still_check - 1
    end
  end
end

-- Take the next job of the flow whose turn it is, of the types in turn. One whose keyed gate has no room is blocked; where the
-- gate of the type has none, all its flows wait.
local function from_flows(queue, ahead)
  local types, passed_over = 'fsp:share-types:' .. queue, 0
  while may_still_check > 0 do
    local waiting_types = redis.call('ZRANGE', types, passed_over, passed_over + 1)
    local job_type = waiting_types[1]
    if not job_type then
      return nil
    end
    local flows = 'fsp:flows:' .. queue .. ':' .. job_type
    local turns = redis.call('ZRANGE', flows, 0, 1)
    local flow = turns[1]
    local ids = flow and redis.call('ZRANGE', 'fsp:flow:' .. queue .. ':' .. flow, 0, 1) or {}
    local id = ids[1]
    local job, share = id and read(id), flow and string.sub(flow, #job_type + 2)
    if not flow then
      redis.call('ZREM', types, job_type)
    elseif not id then
      redis.call('ZREM', flows, flow)
    elseif not job[14] then
      leave_flow(queue, id, job_type, share, ids[2])
    elseif is_for_others(job_type) then
      passed_over = passed_over + 1
    else
      local shut, detail = first_shut(job, ahead)
      if shut == job_type then
        redis.call('ZREM', types, job_type)
        await_gate(queue, job_type, detail, now)
      else
        leave_flow(queue, id, job_type, share, ids[2])
        if not shut then
          -- A type that waits alone needs no turns: one that comes starts with as many.
          if waiting_types[2] or passed_over > 0 then
            redis.call('ZADD', types, 'XX', 'INCR', 1, job_type)
          end
          return take(id, queue, job, detail, not turns[2])
        end
        block(rq, queue, id, lane_of(job_type, job[10]), shut, detail, now)
      end
    end
    may_still_check = may_still_check - 1
  end
end

-- Jobs of the list and of flows take turns.
local function from_list_or_flows(queue, index)
  if token % 4 < 2 then
    return from_flows(queue, index) or from_queue(queue, index)
  end
  return from_queue(queue, index) or from_flows(queue, index)
end

-- Has a job waited longer than its type allows?
local function is_overdue(id)
  if not id then
    return false
  end
  local job = fields_of(rq .. ':job:' .. id, 'fsp_type', 'fsp_enqueued_ms')
  local wait = number_of(ARGV[5], job[1] or '')
  return wait and now - whole(job[2], now) > wait
end

-- Queues without jobs, those whose jobs all wait in the list, those without a ready gate, and those whose jobs all wait in flows, as
-- this call saw them. A claim adds to none.
local empty_queues, plain_queues, unready_queues, flow_queues = {}, {}, {}, {}

local function look_at(queue)
  local ready, types = 'fsp:ready:' .. queue, 'fsp:share-types:' .. queue
  local count = redis.call('EXISTS', rq .. ':queue:' .. queue, ready, types)
  if count == 0 then
    empty_queues[queue] = true
  else
    plain_queues[queue] = redis.call('EXISTS', ready, types) == 0
    unready_queues[queue] = plain_queues[queue] or redis.call('EXISTS', ready) == 0
    flow_queues[queue] = count == 1 and unready_queues[queue] and not plain_queues[queue]
  end
end

-- Often nothing waits for a time and the first queue is empty: one call checks both.
if open_queues[1] then
  local first = open_queues[1]
  local count = redis.call('EXISTS', rq .. ':queue:' .. first, 'fsp:ready:' .. first, 'fsp:share-types:' .. first, 'fsp:gates-due',
    unpack(scheduled))
  if count == 0 then
    empty_queues[first] = true
  end
  if count > 0 and redis.call('EXISTS', 'fsp:gates-due', unpack(scheduled)) > 0 then
    for _, queue in ipairs(open_queues) do
      promote_due(queue)
    end
    for _, gate in ipairs(redis.call('ZRANGEBYSCORE', 'fsp:gates-due', '-inf', now, 'LIMIT', 0, 100)) do
      redis.call('ZREM', 'fsp:gates-due', gate)
      if wake_gate(gate) then
        redis.call('LPUSH', 'fsp:wake', 1)
      end
    end
  end
end

local MAX_GATES_SEEN = 10

-- From which queue on nothing waits at all, as this call saw it.
local nothing_from = #open_queues + 1

local function is_nothing_from(first)
  if first < nothing_from then
    local places = {}
    for index = first, #open_queues do
      local queue = open_queues[index]
      places[#places + 1], places[#places + 2] = 'fsp:ready:' .. queue, 'fsp:shared:' .. queue
      places[#places + 1] = rq .. ':queue:' .. queue
    end
    nothing_from = redis.call('EXISTS', unpack(places)) == 0 and first or nothing_from
  end
  return first >= nothing_from
end

-- A job that has waited too long counts as one of the first queue. Every other turn only, so that a backlog of such jobs
-- cannot starve the first queue in its turn.
local function from_overdue(first)
  if token % 2 == 0 or is_nothing_from(first) then
    return nil
  end
  for index = first, #open_queues do
    local queue = open_queues[index]
    for _, gate in ipairs(redis.call('ZRANGE', 'fsp:ready:' .. queue, 0, MAX_GATES_SEEN - 1)) do
      local lane = redis.call('ZRANGE', 'fsp:lanes:' .. queue .. ':' .. gate, 0, 0)[1]
      local id = lane and redis.call('ZRANGE', 'fsp:lane:' .. queue .. ':' .. lane, 0, 0)[1]
      local claimed = is_overdue(id) and from_gate(queue, gate, 0)
      if claimed then
        return claimed
      end
    end
    local oldest = redis.call('ZRANGE', 'fsp:shared:' .. queue, 0, 0)[1]
    local claimed = is_overdue(oldest) and from_flows(queue, 0) or from_queue(queue, 0, is_overdue)
    if claimed then
      return claimed
    end
  end
end

local function from_own(queue, index)
  if plain_queues[queue] then
    return from_queue(queue, index)
  elseif flow_queues[queue] then
    return from_flows(queue, index)
  end
  return (not unready_queues[queue] and from_ready(queue, index - 1)) or from_list_or_flows(queue, index)
end

-- Called for each job that a worker wants.
return function()
  token, may_still_check = nil, MAX_CHECKED
  for index, queue in ipairs(open_queues) do
    if empty_queues[queue] == nil and plain_queues[queue] == nil then
      look_at(queue)
    end
    if not empty_queues[queue] then
      token = token or redis.call('INCR', 'fsp:token')
      local claimed = from_overdue(index + 1) or from_own(queue, index)
      if claimed then
        return claimed
      end
    end
  end
  return may_still_check <= 0 and '[]' or nil
end
