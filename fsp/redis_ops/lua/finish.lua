-- Record how an attempt ended, and release its slot; only the holder of the token may. All else is made from the event log.
-- ARGV  1 the ending, JSON: `finish_ending` in fsp/worker/finish_arguments.py  2 the entry of the event log, JSON
-- Returns 1, or 2 for a job that has crashed too often: it stays claimed, for the caller to bury; or 0 if the token is stale:
-- then nothing has changed but the count and the list of such endings.
local ending, entry = cjson.decode(ARGV[1]), ARGV[2]
local rq, id, action, queue = ending.rq, ending.id, ending.action, ending.queue
local key = rq .. ':job:' .. id
-- What may be refused is checked before the first write.
local due = tonumber(ending.due_at or ending.delay_seconds)
if not tonumber(ending.keep_seconds) or not due or due ~= due or math.abs(due) == math.huge or not tonumber(ending.max_crashes) then
  return redis.error_reply('ERR an ending needs numbers for when it is due and how long it is kept')
end
local job = redis.call('HMGET', key, 'fsp_token', 'fsp_type', 'fsp_dedup', 'fsp_cancelled_by', 'fsp_steps', 'fsp_gates')
local token, cancelled_by = job[1], job[4]
if token ~= ending.token then
  list_late_result(ending, entry)
  return 0
end
if action == 'crash' and count_up(key, 'fsp_crashes', 1) >= ending.max_crashes then
  return 2
end
-- Somebody asked for its end while it ran: however else the attempt ended, the job does not run again.
if cancelled_by then
  redis.call('SREM', 'fsp:cancels', id)
  if action == 'retry' or action == 'release' or action == 'crash' then
    action = 'cancel'
  end
end
redis.call('ZREM', 'fsp:leases', id)
redis.call('ZREM', rq .. ':wip:' .. queue, id .. ':' .. token)
local now = call_moment()
release_slots(ending, job[2], job[6], now)
pcall(report_to_circuits, ending, now)

if action == 'release' or action == 'crash' then
  if action == 'release' then
    count_up(key, 'fsp_attempt', -1)
  end
  redis.call('HDEL', key, 'fsp_token')
  redis.call('HSET', key, 'status', 'queued')
  redis.call('LPUSH', rq .. ':queue:' .. queue, id)
  wake(1)
elseif action == 'retry' then
  count_up(key, 'fsp_failures', 1)
  redis.call('HDEL', key, 'fsp_token')
  redis.call('HSET', key, 'status', 'scheduled', 'ended_at', ending.now, 'fsp_cost', ending.cost, 'fsp_error', ending.error)
  -- A delay counts from the shared clock: on a worker whose own is an hour slow the job would be due at once.
  redis.call('ZADD', rq .. ':scheduled:' .. queue, ending.delay_seconds and now / 1000 + due or due, id)
else
  if job[3] then
    pcall(release_key, rq, key, ending, action, job[3])
  end
  pcall(release_dependents, rq, id, action == 'success', ending.now)
  if job[5] then
    expire_steps(id, ending.keep_seconds)
  end
  if action == 'cancel' then
    -- Who asked for it is known here alone: the worker saw only that somebody did.
    redis.call('HDEL', key, 'fsp_token')
    end_as(rq, key, ending, now, 'canceled', 'fsp_error', cancelled_by and 'cancelled by ' .. cancelled_by or '')
  elseif action == 'dead' then
    redis.call('HDEL', key, 'fsp_token')
    end_as(rq, key, ending, now, 'failed', 'fsp_error', ending.error)
    -- What watches a run keeps its log for as long as a result.
    redis.call('EXPIRE', 'fsp:log:' .. id, ending.keep_seconds)
  else
    -- The fields a finished job no longer needs, the token aside, are a tenth of its memory.
    redis.call('HDEL', key, 'fsp_token', 'last_heartbeat', 'fsp_started_ms', 'fsp_enqueued_ms', 'fsp_host', 'fsp_version')
    end_as(rq, key, ending, now, 'finished')
    -- A hash that lost fields keeps its memory. A copy has the size of what is left: a sixth less for the job.
    redis.call('COPY', key, key .. ':copy', 'REPLACE')
    redis.call('RENAME', key .. ':copy', key)
  end
end
if action ~= 'release' then
  log_event(action, entry, cancelled_by, token)
end
return 1
