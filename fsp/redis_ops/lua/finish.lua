-- Record how an attempt ended, release its slot and count it; only the holder of the token may.
-- ARGV  1 the ending, as JSON: the fields of `finish_ending` in fsp/worker/finish_arguments.py
-- Returns 1, or 2 for a job that has crashed too often: it stays claimed, for the caller to bury; or 0 if the token is stale:
-- then nothing has changed but the count and the list of such endings.
local ending = cjson.decode(ARGV[1])
local rq, id, action, queue = ending.rq, ending.id, ending.action, ending.queue
local key = rq .. ':job:' .. id
-- What may be refused is checked before the first write; what only counts or reports may fail alone after it.
local due = tonumber(ending.due_at or ending.delay_seconds)
if not tonumber(ending.keep_seconds) or not due or due ~= due or math.abs(due) == math.huge or not tonumber(ending.max_crashes) then
  return redis.error_reply('ERR an ending needs numbers for when it is due and how long it is kept')
end
local held = redis.call('HMGET', key, 'fsp_token', 'fsp_dedup', 'worker_name', 'fsp_started_ms', 'fsp_labels', 'fsp_cancelled_by', 'fsp_type',
  'fsp_steps', 'fsp_gates')
local job = {worker_name = held[3], started_ms = held[4], labels = held[5], cancelled_by = held[6]}
if held[1] ~= ending.token then
  list_late_result(ending)
  return 0
end
if action == 'crash' and count_up(key, 'fsp_crashes', 1) >= ending.max_crashes then
  return 2
end
-- Somebody asked for its end while it ran: however else the attempt ended, the job does not run again.
if job.cancelled_by then
  redis.call('SREM', 'fsp:cancels', id)
  if action == 'retry' or action == 'release' or action == 'crash' then
    action, ending.outcome = 'cancel', 'stopped'
  end
end
redis.call('ZREM', 'fsp:leases', id)
redis.call('ZREM', rq .. ':wip:' .. queue, id .. ':' .. ending.token)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
release_slots(ending, held[7], held[9], now)
pcall(report_to_circuits, ending, now)

if action == 'release' or action == 'crash' then
  if action == 'release' then
    count_up(key, 'fsp_attempt', -1)
  else
    count_outcome(ending)
    pcall(record_attempt, rq, ending, action, job, now)
  end
  redis.call('HDEL', key, 'fsp_token')
  redis.call('HSET', key, 'status', 'queued')
  redis.call('LPUSH', rq .. ':queue:' .. queue, id)
  wake(1)
  return 1
end
count_outcome(ending)
-- A damaged metric costs its own numbers, never the ending of a job.
pcall(measure, ending, action, now)
if action == 'retry' then
  count_up(key, 'fsp_failures', 1)
  redis.call('HDEL', key, 'fsp_token')
  redis.call('HSET', key, 'status', 'scheduled', 'ended_at', ending.now, 'fsp_cost', ending.cost, 'fsp_error', ending.error)
  -- A delay counts from the shared clock: on a worker whose own is an hour slow the job would be due at once.
  redis.call('ZADD', rq .. ':scheduled:' .. queue, ending.delay_seconds and now / 1000 + due or due, id)
  pcall(record_attempt, rq, ending, action, job, now)
  return 1
end

pcall(release_key, rq, key, ending, action, held[2])
pcall(release_dependents, rq, id, action == 'success', ending.now)
if held[8] then
  expire_steps(id, ending.keep_seconds)
end
local line = ending.line
if action == 'cancel' then
  -- Who asked for it is known here alone: the worker saw only that somebody did.
  local why = job.cancelled_by and 'cancelled by ' .. job.cancelled_by or ''
  line = cancelled_line(key, ending, job, why)
  redis.call('HDEL', key, 'fsp_token')
  end_as(rq, key, ending, 'canceled', 'fsp_error', why)
elseif action == 'dead' then
  redis.call('HDEL', key, 'fsp_token')
  end_as(rq, key, ending, 'failed', 'fsp_error', ending.error)
  -- What watches a run keeps its log for as long as a result.
  redis.call('EXPIRE', 'fsp:log:' .. id, ending.keep_seconds)
else
  -- The fields a finished job no longer needs, the token aside, are a tenth of its memory.
  redis.call('HDEL', key, 'fsp_token', 'last_heartbeat', 'fsp_started_ms', 'fsp_enqueued_ms', 'fsp_host', 'fsp_version')
  end_as(rq, key, ending, 'finished')
end
pcall(record_attempt, rq, ending, action, job, now)
remember(ending, line, job.labels)
return 1
