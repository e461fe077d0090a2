-- What the end of a job leaves: its hash for a time, one entry of the history, and its deduplication key free for another.

-- What the history keeps of a cancelled job: what the worker reports, if it knew, and who cancelled it.
local function cancelled_line(key, ending, job, why)
  local is_decoded, entry = pcall(cjson.decode, ending.line)
  if not is_decoded or type(entry) ~= 'table' then
    local fields = redis.call('HMGET', key, 'fsp_arguments', 'fsp_enqueued_ms', 'fsp_attempt')
    entry = {job_id = ending.id, job_type = ending.job_type, queue = ending.queue, status = 'canceled', outcome = 'stopped',
      worker = job.worker_name or nil, labels = job.labels or nil, arguments = fields[1] or nil,
      enqueued_ms = whole(fields[2]), started_ms = whole(job.started_ms), attempt = whole(fields[3], 0)}
  end
  entry.error, entry.cancelled_by = why, job.cancelled_by or nil
  return cjson.encode(entry)
end

-- The history is drained into SQL; if SQL is down for long, the oldest are dropped and counted. One end in a hundred checks.
local function remember(ending, line, labels)
  redis.call('XADD', 'fsp:ended', '*', 'job', line)
  if ending.token % 100 == 0 and redis.call('XLEN', 'fsp:ended') > 110000 then
    count_up('fsp:counters', 'history-dropped', redis.call('XTRIM', 'fsp:ended', 'MAXLEN', 100000))
  end
  for _, label in ipairs(labels_of(labels)) do
    redis.pcall('ZREM', 'fsp:label:' .. label, ending.id)
  end
end

-- Free the job's deduplication key, now or when its window is over, and let the job run that was kept for after this one.
local function release_key(rq, key, ending, action, dedup)
  local holder = dedup and redis.pcall('GET', dedup)
  -- A window may have ended while the job ran; what was kept for after it is owed all the same.
  if not dedup or (holder and holder ~= ending.id) or promote_next(rq, dedup, ending.now) then
    return
  end
  local rules = redis.call('HMGET', key, 'fsp_dedup_release', 'fsp_dedup_window')
  local release, window = rules[1], rules[2]
  if release == 'final' or action == 'cancel' or (release == 'success' and action == 'success') then
    -- No window is an end at once: Redis deletes a key that is to live 0 ms.
    redis.call('PEXPIRE', dedup, whole(window, 0))
  elseif release == 'success' then
    redis.call('EXPIRE', dedup, ending.keep_seconds)
  end
end

local function end_as(rq, key, ending, status, ...)
  redis.call('HSET', key, 'status', status, 'ended_at', ending.now, 'fsp_cost', ending.cost, ...)
  redis.call('EXPIRE', key, ending.keep_seconds)
  redis.call('ZADD', rq .. ':' .. status .. ':' .. ending.queue, redis.call('TIME')[1] + ending.keep_seconds, ending.id)
end

