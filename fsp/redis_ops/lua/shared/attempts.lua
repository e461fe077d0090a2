-- The record of one attempt, an entry of RQ's results, with what a dead letter also shows of it; and of one that came too late.

local RESULT_TYPES = {success = {1, 'return_value'}, dead = {2, 'exc_string'}, cancel = {3, 'exc_string'},
  retry = {4, 'exc_string'}, crash = {4, 'exc_string'}}

-- `job` has the attempt's `worker_name` and `fsp_started_ms`; `action` is what was done, which a cancellation changes.
local function record_attempt(rq, ending, action, job, now)
  local results, kind = rq .. ':results:' .. ending.id, RESULT_TYPES[action]
  local entry = {'type', kind[1], 'worker_name', job.worker_name or '', 'execution_id', ending.token,
    'execution_started_at', whole(job.started_ms, now) / 1000, 'execution_ended_at', now / 1000}
  local function add(field, value)
    entry[#entry + 1], entry[#entry + 2] = field, value
  end
  if ending.result ~= '' then
    add(kind[2], ending.result)
  end
  if action ~= 'success' then
    local run = redis.call('HMGET', rq .. ':job:' .. ending.id, 'fsp_attempt', 'fsp_host', 'fsp_version')
    add('fsp_attempt', run[1] or 1)
    add('fsp_outcome', action == 'crash' and 'lost_worker' or ending.outcome)
    add('fsp_error', ending.error)
    add('fsp_host', run[2] or '')
    add('fsp_version', run[3] or '')
  end
  redis.call('XADD', results, 'MAXLEN', 50, '*', unpack(entry))
  redis.call('EXPIRE', results, ending.keep_seconds)
end

-- An ending whose attempt had lost its job changes nothing; it is listed and counted.
local function list_late_result(ending)
  count_up('fsp:counters', 'fenced', 1)
  local late = redis.call('TIME')
  redis.call('LPUSH', 'fsp:stale-endings', cjson.encode({at_ms = late[1] * 1000 + math.floor(late[2] / 1000),
    job_id = ending.id, job_type = ending.job_type, token = ending.token,
    outcome = ending.outcome ~= '' and ending.outcome or ending.action, error = ending.error,
    result = ending.action == 'success' and #ending.result <= 10000 and ending.result or ''}))
  redis.call('LTRIM', 'fsp:stale-endings', 0, 999)
end

