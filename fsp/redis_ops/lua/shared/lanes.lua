-- Blocked jobs wait in lanes: jobs of one type with the same keyed gates are one lane, since what blocks one blocks all.
-- A gate is named after its job type, or `|<name>:<value>`; `fsp_gates` holds a job's keyed gates one after the other.
-- By queue: `fsp:blocked:<queue>` holds all blocked jobs, `fsp:lane:<queue>:<lane>` those of one lane,
-- `fsp:lanes:<queue>:<gate>` the lanes that wait at a gate, `fsp:ready:<queue>` the gates that may have room again;
-- all are ordered by the turn a job got when it was blocked first. `fsp:gate-queues:<gate>` holds the queues in which
-- lanes wait at a gate. A gate with lanes is ready, or `fsp:gates-due` says when it is checked again.

-- A gate wakes when something frees it. Should that ever be missed, it is checked again after this long.
local RECHECK_MILLISECONDS = 30000

local function lane_of(job_type, gates)
  return (job_type or '') .. (gates or '')
end

-- The keyed gates of a job, one at a time.
local function keyed_gates(gates)
  return string.gmatch(gates or '', '|[^|]+')
end

-- All gates of a job, its type's first.
local function all_gates(job_type, gates)
  local names = {job_type or ''}
  for gate in keyed_gates(gates) do
    names[#names + 1] = gate
  end
  return names
end

-- Add a job to its lane; returns whether the lane was empty before.
local function add_to_lane(queue, lane, id, turn)
  if redis.call('ZADD', 'fsp:blocked:' .. queue, turn, id) == 1 then
    count_up('fsp:blocked-types:' .. queue, string.match(lane, '^[^|]*'), 1)
  end
  local key = 'fsp:lane:' .. queue .. ':' .. lane
  redis.call('ZADD', key, turn, id)
  return redis.call('ZCARD', key) == 1
end

local function remove_from_lane(queue, lane, id)
  if redis.call('ZREM', 'fsp:blocked:' .. queue, id) == 1 then
    local counts, job_type = 'fsp:blocked-types:' .. queue, string.match(lane, '^[^|]*')
    if count_up(counts, job_type, -1) <= 0 then
      redis.call('HDEL', counts, job_type)
    end
  end
  return redis.call('ZREM', 'fsp:lane:' .. queue .. ':' .. lane, id)
end

-- Take a blocked job out that will not run from here; an empty lane waits at no gate. Returns whether it was there.
local function leave_lane(queue, job_type, gates, id)
  local lane = lane_of(job_type, gates)
  local is_gone = remove_from_lane(queue, lane, id) == 1
  if is_gone and redis.call('EXISTS', 'fsp:lane:' .. queue .. ':' .. lane) == 0 then
    for _, gate in ipairs(all_gates(job_type, gates)) do
      redis.call('ZREM', 'fsp:lanes:' .. queue .. ':' .. gate, lane)
    end
  end
  return is_gone
end

-- Something in this queue waits for a gate that has no room, until `due` in milliseconds if that is known.
local function await_gate(queue, gate, due, now)
  redis.call('SADD', 'fsp:gate-queues:' .. gate, queue)
  redis.call('ZADD', 'fsp:gates-due', 'LT', math.min(due or math.huge, now + RECHECK_MILLISECONDS), gate)
end

local function wait_at(queue, gate, lane, turn, due, now)
  redis.call('ZADD', 'fsp:lanes:' .. queue .. ':' .. gate, turn, lane)
  await_gate(queue, gate, due, now)
end

-- Block a job that was taken off its queue.
local function block(rq, queue, id, lane, gate, due, now)
  local turn = redis.call('INCR', 'fsp:turn')
  if add_to_lane(queue, lane, id, turn) then
    wait_at(queue, gate, lane, turn, due, now)
  end
  redis.call('HSET', rq .. ':job:' .. id, 'status', 'rate_limited')
end

-- Let the next claim look at what waits at a gate. Returns whether anything does.
local function wake_gate(gate)
  local queues, is_waited_for = redis.call('SMEMBERS', 'fsp:gate-queues:' .. gate), false
  for _, queue in ipairs(queues) do
    local first = redis.call('ZRANGE', 'fsp:lanes:' .. queue .. ':' .. gate, 0, 0, 'WITHSCORES')
    local has_flows = open_flows(queue, gate)
    if first[1] then
      redis.call('ZADD', 'fsp:ready:' .. queue, first[2], gate)
    elseif not has_flows then
      redis.call('SREM', 'fsp:gate-queues:' .. gate, queue)
    end
    is_waited_for = is_waited_for or has_flows or first[1] ~= nil
  end
  if queues[1] then
    redis.call('ZREM', 'fsp:gates-due', gate)
  end
  return is_waited_for
end
