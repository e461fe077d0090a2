-- Jobs of a type with shares wait in flows, one for each share, and the flows of a type take turns by weight.
-- By queue and type: `fsp:flows:<queue>:<type>` holds its flows by tag, the virtual time at which each is served next;
-- `fsp:flow-ends:<queue>:<type>` the tags that flows reached when they were served, `fsp:flow-now:<queue>:<type>` the tag served last:
-- a flow that comes back starts there, so that it has no arrears. `fsp:flow:<queue>:<type>~<share>` holds the jobs of a flow, `fsp:shared:<queue>` those
-- of all, both by turn; `fsp:share-types:<queue>` the types whose flows may run, by how often each was served.
-- Source: Goyal, Vin and Cheng, "Start-time Fair Queueing" (1996).

local function flow_of(job_type, share)
  return job_type .. '~' .. share
end

local function tag_of(key, flow)
  local tag
  if flow then
    tag = redis.call('ZSCORE', key, flow)
  else
    tag = redis.call('GET', key)
  end
  return tonumber(tag or 0)
end

-- Let the flows of a type be looked at by the next claim. Returns whether there are any.
local function open_flows(queue, job_type)
  if redis.call('EXISTS', 'fsp:flows:' .. queue .. ':' .. job_type) == 0 then
    return false
  end
  local types = 'fsp:share-types:' .. queue
  local first = redis.call('ZRANGE', types, 0, 0, 'WITHSCORES')
  redis.call('ZADD', types, 'NX', first[2] or 0, job_type)
  return true
end

-- Put a job that may run at the end of its queue, or of its flow.
local function put_in_queue(rq, queue, id, job_type, share)
  if not share or share == '' or not job_type then
    redis.call('RPUSH', rq .. ':queue:' .. queue, id)
    return
  end
  local flow, turn, suffix = flow_of(job_type, share), redis.call('INCR', 'fsp:turn'), queue .. ':' .. job_type
  redis.call('ZADD', 'fsp:shared:' .. queue, turn, id)
  redis.call('ZADD', 'fsp:flow:' .. queue .. ':' .. flow, turn, id)
  if redis.call('ZCARD', 'fsp:flow:' .. queue .. ':' .. flow) == 1 then
    local tag = math.max(tag_of('fsp:flow-now:' .. suffix), tag_of('fsp:flow-ends:' .. suffix, flow))
    redis.call('ZADD', 'fsp:flows:' .. suffix, tag, flow)
    open_flows(queue, job_type)
  end
end

-- Take a job out of its flow; `has_others` if others are known to wait in that. Returns whether it was there.
local function leave_flow(queue, id, job_type, share, has_others)
  if not share or share == '' or not job_type then
    return false
  end
  local flow = flow_of(job_type, share)
  local key, flows = 'fsp:flow:' .. queue .. ':' .. flow, 'fsp:flows:' .. queue .. ':' .. job_type
  if redis.call('ZREM', key, id) == 0 then
    return false
  end
  redis.call('ZREM', 'fsp:shared:' .. queue, id)
  if not has_others and redis.call('EXISTS', key) == 0 then
    redis.call('ZREM', flows, flow)
    if redis.call('EXISTS', flows) == 0 then
      redis.call('ZREM', 'fsp:share-types:' .. queue, job_type)
    end
  end
  return true
end

-- A job of a flow starts: its flow is served again after the others had their turns.
local function charge_flow(queue, job_type, share)
  local suffix, flow = queue .. ':' .. job_type, flow_of(job_type, share)
  local flows = redis.call('ZRANGE', 'fsp:flows:' .. suffix, 0, 1)
  if not flows[1] or (flows[1] == flow and not flows[2]) then
    -- No other flow waits for its turn.
    return
  end
  local weight = tonumber(redis.call('HGET', 'fsp:gate:' .. share, 'weight') or 1) or 1
  local now, ends = tag_of('fsp:flow-now:' .. suffix), 'fsp:flow-ends:' .. suffix
  local tag = math.max(now, tag_of(ends, flow), tag_of('fsp:flows:' .. suffix, flow))
  redis.call('SET', 'fsp:flow-now:' .. suffix, string.format('%.17g', tag))
  redis.call('ZREMRANGEBYSCORE', ends, '-inf', string.format('(%.17g', tag))
  redis.call('ZADD', ends, string.format('%.17g', tag + 1 / math.max(weight, 0.01)), flow)
  redis.call('ZADD', 'fsp:flows:' .. suffix, 'XX', string.format('%.17g', tag + 1 / math.max(weight, 0.01)), flow)
end
