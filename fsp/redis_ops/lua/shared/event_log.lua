-- The event log, fsp:events: an entry for each attempt that ended. Its first field is what was done, with the worker's JSON.
-- What is counted, RQ's results and the history are made from it, in batches.

-- If nobody copies it for long, the oldest entries are dropped and counted. One end in a hundred checks.
local function log_event(action, entry, cancelled_by, number)
  redis.call('XADD', 'fsp:events', '*', action, entry, unpack(cancelled_by and {'cancelled_by', cancelled_by} or {}))
  if number % 100 == 0 and redis.call('XLEN', 'fsp:events') > 110000 then
    count_up('fsp:counters', 'history-dropped', redis.call('XTRIM', 'fsp:events', 'MAXLEN', 100000))
  end
end

-- An ending whose attempt had lost its job changes nothing; it is listed and counted.
local function list_late_result(ending, entry)
  count_up('fsp:counters', 'fenced', 1)
  local late, event = redis.call('TIME'), cjson.decode(entry)
  local result = ending.action == 'success' and event.result or ''
  redis.call('LPUSH', 'fsp:stale-endings', cjson.encode({at_ms = late[1] * 1000 + math.floor(late[2] / 1000),
    job_id = ending.id, job_type = ending.job_type, token = ending.token, outcome = event.outcome or ending.action,
    error = event.error or '', result = #result <= 10000 and result or ''}))
  redis.call('LTRIM', 'fsp:stale-endings', 0, 999)
end

