-- A job that waited will not run: it ends as cancelled, where RQ's tools, the history and those that wait for it see it.
local function call_off(rq, id, moment, keep, why, by)
  local key = rq .. ':job:' .. id
  local job = redis.call('HMGET', key, 'origin', 'fsp_type', 'fsp_labels', 'fsp_arguments', 'fsp_enqueued_ms', 'fsp_attempt',
    'fsp_steps')
  stop_waiting(rq, id)
  redis.call('HSET', key, 'status', 'canceled', 'ended_at', moment, 'fsp_error', why)
  redis.call('EXPIRE', key, keep)
  if job[7] then
    expire_steps(id, keep)
  end
  redis.call('ZADD', rq .. ':canceled:' .. (job[1] or ''), redis.call('TIME')[1] + keep, id)
  redis.call('XADD', 'fsp:events', '*', 'job', cjson.encode({job_id = id, job_type = job[2] or '', queue = job[1] or '',
    status = 'canceled', outcome = 'stopped', error = why, cancelled_by = by, labels = job[3] or nil,
    arguments = job[4] or nil, enqueued_ms = whole(job[5]), attempt = whole(job[6], 0)}))
  for _, label in ipairs(labels_of(job[3])) do
    redis.pcall('ZREM', 'fsp:label:' .. label, id)
  end
  release_dependents(rq, id, false, moment)
end

