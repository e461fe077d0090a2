-- Record how an attempt ended, release its slot and count it; only the holder of the token may.
-- ARGV  1 RQ's key prefix  2 job id  3 token  4 queue  5 job type
--       6 what to do: 'success', 'retry', 'dead', 'cancel', 'crash' or 'release'  7 outcome to count  8 present moment as RQ writes it
--       9 Unix seconds the job is due again (retry), or `+` and seconds from now  10 seconds to keep the hash  11 error text
--      12 line for the history  13 run time in seconds  14 label of its histogram bucket
--      15 what the circuit learns: 'good', 'bad' or ''  16 failures in a row that open it  17 milliseconds it stays open
--      18 part of failures that opens it, or ''  19 window of that part in milliseconds  20 fewest jobs in it
--      21 how many crashes make a poison pill  22 what the attempt cost, as JSON  23 sketch bucket of its run time
--      24 seconds it waited for its first start, or ''  25 sketch bucket of that  26 CPU seconds
--      27 result or traceback as RQ's results hold it, or ''  28 ';' and the size class of its input, or ''
--      29 label of its wait's histogram bucket, or ''  30 the most memory it was seen with, in bytes, or 0
-- Returns 1, or 2 for a job that has crashed too often: it stays claimed, for the caller to bury; or 0 if the token is stale: then nothing has changed but the count and the list of such endings.
local rq, id, token, queue, job_type, action = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local key = rq .. ':job:' .. id
-- What may be refused is checked before the first write; what only counts or reports may fail alone after it.
local keep, delay = tonumber(ARGV[10]), string.match(ARGV[9], '^%+(.+)$')
local due_in = tonumber(delay or ARGV[9])
if not keep or not due_in or due_in ~= due_in or math.abs(due_in) == math.huge or not tonumber(ARGV[21]) then
  return redis.error_reply('ERR an ending needs numbers for when it is due and how long it is kept')
end
local job = redis.call('HMGET', key, 'fsp_token', 'fsp_dedup', 'worker_name', 'fsp_started_ms', 'fsp_labels', 'fsp_cancelled_by', 'fsp_type')
if job[1] ~= token then
  count_up('fsp:counters', 'fenced', 1)
  local late = redis.call('TIME')
  redis.call('LPUSH', 'fsp:stale-endings', cjson.encode({at_ms = late[1] * 1000 + math.floor(late[2] / 1000),
    job_id = id, job_type = job_type, token = token, outcome = ARGV[7] ~= '' and ARGV[7] or action, error = ARGV[11],
    result = action == 'success' and #ARGV[27] <= 10000 and ARGV[27] or ''}))
  redis.call('LTRIM', 'fsp:stale-endings', 0, 999)
  return 0
end

if action == 'crash' and count_up(key, 'fsp_crashes', 1) >= tonumber(ARGV[21]) then
  return 2
end

-- Somebody asked for its end while it ran: however else the attempt ended, the job does not run again.
if job[6] then
  redis.call('SREM', 'fsp:cancels', id)
  if action == 'retry' or action == 'release' or action == 'crash' then
    action, ARGV[7] = 'cancel', 'stopped'
  end
end
redis.call('ZREM', 'fsp:leases', id)
redis.call('ZREM', 'fsp:slots:' .. job_type, id)
if job[7] ~= job_type then
  -- The worker received a type that is not UTF-8, or it was changed since.
  redis.call('ZREM', 'fsp:slots:' .. (job[7] or ''), id)
end
redis.call('ZREM', rq .. ':wip:' .. queue, id .. ':' .. token)

local function wake(count)
  for _ = 1, count do
    redis.call('LPUSH', 'fsp:wake', 1)
  end
  redis.call('LTRIM', 'fsp:wake', 0, 63)
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local gate = 'fsp:gate:' .. job_type

local function open_circuit(why)
  redis.call('HSET', gate, 'circuit', 'open', 'open_until', now + tonumber(ARGV[17]), 'why', why)
  -- A failed probe opens it no second time: it is the same outage, as old as its first failure.
  redis.call('HSETNX', gate, 'opened_at', now)
  redis.call('HDEL', gate, 'probe', 'failures', 'window_end', 'window_good', 'window_bad')
  count_up('fsp:counters', 'circuit-opened:' .. job_type, 1)
end

local function is_bad_window(is_bad)
  if ARGV[18] == '' then
    return false
  end
  if now >= whole(redis.call('HGET', gate, 'window_end'), 0) then
    redis.call('HSET', gate, 'window_end', now + tonumber(ARGV[19]), 'window_good', 0, 'window_bad', 0)
  end
  count_up(gate, is_bad and 'window_bad' or 'window_good', 1)
  local counts = redis.call('HMGET', gate, 'window_good', 'window_bad')
  local bad = whole(counts[2], 0)
  local all = whole(counts[1], 0) + bad
  return all >= tonumber(ARGV[20]) and bad / all >= tonumber(ARGV[18])
end

-- Only the probe decides over a circuit that is not closed; jobs started before it opened add nothing new.
local function tell_circuit()
  local circuit = redis.call('HMGET', gate, 'circuit', 'probe', 'failures')
  if circuit[1] then
    if circuit[2] == token then
      if ARGV[15] == 'good' then
        redis.call('HDEL', gate, 'circuit', 'open_until', 'opened_at', 'why', 'probe', 'failures')
        wake(16)
      elseif ARGV[15] == 'bad' then
        open_circuit('the probe failed')
      else
        redis.call('HDEL', gate, 'probe')
      end
    end
  elseif ARGV[15] ~= '' then
    local is_bad = ARGV[15] == 'bad'
    local in_a_row = 0
    if is_bad then
      in_a_row = count_up(gate, 'failures', 1)
    elseif circuit[3] then
      redis.call('HDEL', gate, 'failures')
    end
    local has_bad_window = is_bad_window(is_bad)
    if in_a_row >= tonumber(ARGV[16]) then
      open_circuit(in_a_row .. ' failures in a row')
    elseif has_bad_window and is_bad then
      open_circuit('too large a part of the jobs failed')
    end
  end
end
pcall(tell_circuit)

-- One entry for every attempt, as RQ keeps its results, with what a dead letter also shows of it.
local function write_attempt(kind, field)
  local entry = {'type', kind, 'worker_name', job[3] or '', 'execution_id', token,
    'execution_started_at', whole(job[4], now) / 1000, 'execution_ended_at', now / 1000}
  if ARGV[27] ~= '' then
    table.insert(entry, field)
    table.insert(entry, ARGV[27])
  end
  if action ~= 'success' then
    local run = redis.call('HMGET', key, 'fsp_attempt', 'fsp_host', 'fsp_version')
    for _, part in ipairs({'fsp_attempt', run[1] or 1, 'fsp_outcome', action == 'crash' and 'lost_worker' or ARGV[7],
      'fsp_error', ARGV[11], 'fsp_host', run[2] or '', 'fsp_version', run[3] or ''}) do
      table.insert(entry, part)
    end
  end
  redis.call('XADD', rq .. ':results:' .. id, 'MAXLEN', 50, '*', unpack(entry))
  redis.call('EXPIRE', rq .. ':results:' .. id, ARGV[10])
end
local function record_attempt(kind, field)
  pcall(write_attempt, kind, field)
end

local function count()
  count_up('fsp:counters', job_type .. '|' .. queue .. '|' .. ARGV[7], 1)
end

if action == 'release' or action == 'crash' then
  if action == 'release' then
    count_up(key, 'fsp_attempt', -1)
  else
    count()
    record_attempt(4, 'exc_string')
  end
  redis.call('HDEL', key, 'fsp_token')
  redis.call('HSET', key, 'status', 'queued')
  redis.call('LPUSH', rq .. ':queue:' .. queue, id)
  wake(1)
  return 1
end

-- What happened to this type within these five minutes: outcomes, and sketches of run times (successes) and first waits;
-- its last ends one by one; and the histogram of its run times.
-- One call that reads and one that writes cost less than one for each field. A peak is the most of both, the rest is added.
-- Fields without an amount are only read.
local function add_all(hash, fields, added)
  local before, after = redis.call('HMGET', hash, unpack(fields)), {}
  for index, amount in ipairs(added) do
    local field, old, new = fields[index], whole(before[index], 0), math.floor(amount)
    after[2 * index - 1], after[2 * index] = field, field == 'peak_bytes' and math.max(old, new) or old + new
  end
  redis.call('HSET', hash, unpack(after))
  return before
end
-- `<least>|<most>` in microseconds: a time is seldom beyond both, and only then it is written.
local function stretch(hash, field, known, seconds)
  local least, most = string.match(known or '', '(%d+)|(%d+)')
  local new = math.floor(seconds * 1000000)
  if not least or new < tonumber(least) or new > tonumber(most) then
    redis.call('HSET', hash, field, math.min(least or new, new) .. '|' .. math.max(most or new, new))
  end
end
local function measure()
  local start = time[1] - time[1] % 300
  local span = 'fsp:span:' .. job_type .. ':' .. start
  local fields, added = {'outcome|' .. ARGV[7], 'cpu_microseconds'}, {1, ARGV[26] * 1000000}
  local function add(field, amount)
    fields[#fields + 1], added[#added + 1] = field, amount
  end
  if ARGV[24] ~= '' then
    add('wait|' .. ARGV[25], 1)
    add('wait_microseconds', ARGV[24] * 1000000)
  end
  if action == 'success' then
    add('run|' .. ARGV[23], 1)
    add('run_microseconds', ARGV[13] * 1000000)
  end
  local last = #fields
  fields[last + 1], fields[last + 2] = 'wait_extremes', 'run_extremes'
  local before = add_all(span, fields, added)
  if ARGV[24] ~= '' then
    stretch(span, 'wait_extremes', before[last + 1], ARGV[24])
  end
  if action == 'success' then
    stretch(span, 'run_extremes', before[last + 2], ARGV[13])
  end
  -- Every end adds processor time, so without it this is the span's first.
  if not before[2] then
    redis.call('EXPIRE', span, 172800)
    redis.call('LPUSH', 'fsp:spans:' .. job_type, start)
    redis.call('LTRIM', 'fsp:spans:' .. job_type, 0, 599)
  end
  local ring = 'fsp:ring:' .. job_type
  if redis.call('LPUSH', ring, now .. '|' .. ARGV[7] .. '|' .. ARGV[13] .. '|' .. ARGV[24] .. (ARGV[28] or '') .. '|' .. id) > 1100 then
    redis.call('LTRIM', ring, 0, 999)
  end
  fields, added = {'cpu_microseconds', 'peak_bytes'}, {ARGV[26] * 1000000, ARGV[30] or 0}
  if ARGV[24] ~= '' then
    add('wait|' .. ARGV[29], 1)
    add('wait_microseconds', ARGV[24] * 1000000)
  end
  if ARGV[7] == 'succeeded' then
    add(ARGV[14], 1)
    add('sum_microseconds', ARGV[13] * 1000000)
  end
  add_all('fsp:histogram:' .. job_type, fields, added)
end

count()
-- A damaged metric costs its own numbers, never the ending of a job.
pcall(measure)

if action == 'retry' then
  count_up(key, 'fsp_failures', 1)
  redis.call('HDEL', key, 'fsp_token')
  redis.call('HSET', key, 'status', 'scheduled', 'ended_at', ARGV[8], 'fsp_cost', ARGV[22], 'fsp_error', ARGV[11])
  -- A delay counts from the shared clock: on a worker whose own is an hour slow the job would be due at once.
  redis.call('ZADD', rq .. ':scheduled:' .. queue, delay and now / 1000 + due_in or ARGV[9], id)
  record_attempt(4, 'exc_string')
  return 1
end

-- Free the job's deduplication key, now or when its window is over, and let the job run that was kept for after this one.
local function release_key()
  local dedup = job[2]
  local holder = dedup and redis.pcall('GET', dedup)
  -- A window may have ended while the job ran; what was kept for after it is owed all the same.
  if not dedup or (holder and holder ~= id) or promote_next(rq, dedup, ARGV[8]) then
    return
  end
  local rules = redis.call('HMGET', key, 'fsp_dedup_release', 'fsp_dedup_window')
  local release, window = rules[1], rules[2]
  if release == 'final' or action == 'cancel' or (release == 'success' and action == 'success') then
    -- No window is an end at once: Redis deletes a key that is to live 0 ms.
    redis.call('PEXPIRE', dedup, whole(window, 0))
  elseif release == 'success' then
    redis.call('EXPIRE', dedup, keep)
  end
end
pcall(release_key)
pcall(release_dependents, rq, id, action == 'success', ARGV[8])

-- What the history keeps of a cancelled job: what the worker reports, if it knew, and who cancelled it.
local function cancelled_line(why)
  local is_decoded, entry = pcall(cjson.decode, ARGV[12])
  if not is_decoded or type(entry) ~= 'table' then
    local found = redis.call('HMGET', key, 'fsp_arguments', 'fsp_enqueued_ms', 'fsp_attempt')
    entry = {job_id = id, job_type = job_type, queue = queue, status = 'canceled', outcome = 'stopped', worker = job[3] or nil,
      labels = job[5] or nil, arguments = found[1] or nil, enqueued_ms = whole(found[2]),
      started_ms = whole(job[4]), attempt = whole(found[3], 0)}
  end
  entry.error, entry.cancelled_by = why, job[6] or nil
  return cjson.encode(entry)
end

-- The history is drained into SQL; if SQL is down for long, the oldest are dropped and counted. One end in a hundred checks.
local function remember()
  redis.call('XADD', 'fsp:ended', '*', 'job', ARGV[12])
  if token % 100 == 0 and redis.call('XLEN', 'fsp:ended') > 110000 then
    count_up('fsp:counters', 'history-dropped', redis.call('XTRIM', 'fsp:ended', 'MAXLEN', 100000))
  end
  for _, label in ipairs(labels_of(job[5])) do
    redis.pcall('ZREM', 'fsp:label:' .. label, id)
  end
end

local function end_as(status, ...)
  redis.call('HSET', key, 'status', status, 'ended_at', ARGV[8], 'fsp_cost', ARGV[22], ...)
  redis.call('EXPIRE', key, keep)
  redis.call('ZADD', rq .. ':' .. status .. ':' .. queue, time[1] + keep, id)
end

if action == 'cancel' then
  -- Who asked for it is known here alone: the worker saw only that somebody did.
  local why = job[6] and 'cancelled by ' .. job[6] or ''
  ARGV[12] = cancelled_line(why)
  redis.call('HDEL', key, 'fsp_token')
  end_as('canceled', 'fsp_error', why)
  record_attempt(3, 'exc_string')
elseif action == 'dead' then
  redis.call('HDEL', key, 'fsp_token')
  end_as('failed', 'fsp_error', ARGV[11])
  -- What watches a run keeps its log for as long as a result.
  redis.call('EXPIRE', 'fsp:log:' .. id, keep)
  record_attempt(2, 'exc_string')
else
  -- The fields a finished job no longer needs, the token aside, are a tenth of its memory.
  redis.call('HDEL', key, 'fsp_token', 'last_heartbeat', 'fsp_started_ms', 'fsp_enqueued_ms', 'fsp_host', 'fsp_version')
  end_as('finished')
  record_attempt(1, 'return_value')
end
remember()
return 1
