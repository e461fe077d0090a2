-- Jobs that run after others, in RQ's layout: `rq:job::<id>:dependencies` (with two colons) are those it still waits
-- for, `rq:job:<id>:dependents` those that wait for it, `rq:deferred:<queue>` all that wait.

local function awaited_key(rq, id)
  return rq .. ':job::' .. id .. ':dependencies'
end

-- A dead letter's replays stand for the job they came from, as in fsp/jobs/replay_id.py.
local function root_of(id)
  return string.find(id, '-replay-', 1, true) and (string.gsub(id, '%-replay%-%d+$', '')) or id
end

-- The results of a job's steps are of use for as long as its hash.
local function expire_steps(id, seconds)
  redis.call('EXPIRE', 'fsp:steps:' .. root_of(id), seconds)
  redis.call('EXPIRE', 'fsp:step-results:' .. root_of(id), seconds)
end

-- Put a deferred job that waits for nothing more among those that are due, or those that will be.
local function let_go(rq, id, moment)
  local key = rq .. ':job:' .. id
  local job = redis.call('HMGET', key, 'status', 'origin', 'fsp_due', 'fsp_kept', 'fsp_type', 'fsp_share')
  if job[1] ~= 'deferred' or not job[2] or job[4] or redis.call('EXISTS', awaited_key(rq, id)) == 1 then
    return
  end
  local due, now = moment_of(job[3]), tonumber(redis.call('TIME')[1])
  redis.call('ZREM', rq .. ':deferred:' .. job[2], id)
  redis.call('HSET', key, 'enqueued_at', moment, 'fsp_enqueued_ms', math.floor(math.max(due, now) * 1000))
  if due > now then
    redis.call('HSET', key, 'status', 'scheduled')
    redis.call('ZADD', rq .. ':scheduled:' .. job[2], due, id)
    return
  end
  redis.call('HSET', key, 'status', 'queued')
  put_in_queue(rq, job[2], id, job[5], job[6])
  redis.call('LPUSH', 'fsp:wake', 1)
  redis.call('LTRIM', 'fsp:wake', 0, 63)
end

-- The holder of a deduplication key is gone: what was kept to run after it takes the key and goes. Returns whether it was there.
local function promote_next(rq, dedup, moment)
  local kept = redis.call('GETDEL', dedup .. ':next')
  local key = kept and rq .. ':job:' .. kept
  if not kept or redis.call('EXISTS', key) == 0 then
    return false
  end
  local rules = redis.call('HMGET', key, 'fsp_dedup_release', 'fsp_dedup_window')
  if rules[1] == 'window' then
    redis.call('SET', dedup, kept, 'PX', math.max(whole(rules[2], 1), 1))
  else
    redis.call('SET', dedup, kept)
  end
  redis.call('HDEL', key, 'fsp_kept')
  let_go(rq, kept, moment)
  return true
end

-- A job has ended: let those go that waited for it; after an end without success only those that run all the same.
local function release_dependents(rq, id, has_succeeded, moment)
  local root = root_of(id)
  local key = rq .. ':job:' .. root
  if has_succeeded and root ~= id and redis.call('EXISTS', key) == 1 then
    redis.call('HSET', key, 'fsp_made_good', 1)
  end
  local free = {}
  for _, dependent in ipairs(redis.pcall('SMEMBERS', key .. ':dependents')) do
    local job = fields_of(rq .. ':job:' .. dependent, 'allow_dependency_failures', 'created_at')
    if has_succeeded or job[1] == '1' then
      table.insert(free, {id = dependent, age = (job[2] or '') .. dependent})
    end
  end
  -- A set has no order; the one that was asked for first goes first.
  table.sort(free, function(one, other) return one.age < other.age end)
  for _, dependent in ipairs(free) do
    redis.call('SREM', key .. ':dependents', dependent.id)
    redis.pcall('SREM', awaited_key(rq, dependent.id), root)
    -- One that cannot be let go keeps no other from it.
    pcall(let_go, rq, dependent.id, moment)
  end
end

-- A deferred job will not run: nothing is to wake it.
local function stop_waiting(rq, id)
  local key = rq .. ':job:' .. id
  redis.call('ZREM', rq .. ':deferred:' .. (redis.call('HGET', key, 'origin') or ''), id)
  for _, other in ipairs(redis.pcall('SMEMBERS', awaited_key(rq, id))) do
    redis.pcall('SREM', rq .. ':job:' .. other .. ':dependents', id)
  end
  redis.call('DEL', awaited_key(rq, id))
end

