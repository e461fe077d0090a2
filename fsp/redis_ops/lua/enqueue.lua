-- Put one job on its queue, or among the scheduled ones, unless a job of the same id or the same key stands in the way.
-- KEYS  1 job hash  2 queue list  3 scheduled set  4 set of queues  5… hashes of the jobs it runs after
-- ARGV  1 job id  2 due time in Unix seconds or ''  3 deduplication key or ''  4 its window in milliseconds
--       5 its release point  6 what to do in a conflict  7 counter of conflicts  8… hash fields and values
-- Returns a digit and the id of the job that stands for the request, as one text: the server takes 16 kB of memory for
-- each table it answers with. The digit says what was done:
--   1 put there, 0 another was first, 2 the waiting one was given the new arguments, 3 kept to run after the running one,
--   4 refused: it is to run after this job, of which nothing is known, 5 refused: jobs wait for it, so it may not wait itself.
local waiting = {queued = true, scheduled = true, rate_limited = true, deferred = true}
local id, dedup = ARGV[1], ARGV[3]
local prefix = string.sub(KEYS[1], 1, #KEYS[1] - #id)
local rq = string.sub(prefix, 1, -6)

-- Everything that may be refused is looked at before the first write: half a job would be queued in no queue.
local fields = {}
for index = 8, #ARGV, 2 do
  fields[ARGV[index]] = ARGV[index + 1]
end
local due = ARGV[2] ~= '' and tonumber(ARGV[2])
if #ARGV % 2 == 0 or (ARGV[2] ~= '' and not (due and due > -math.huge and due < math.huge)) then
  return redis.error_reply('ERR a job needs pairs of fields and a due time that is a number')
end
if ARGV[3] ~= '' and ARGV[5] == 'window' and whole(ARGV[4], 0) < 1 then
  return redis.error_reply('ERR a window must be a whole number of milliseconds above 0')
end
local labels = fields.fsp_labels and labels_of(fields.fsp_labels, true)
if fields.fsp_labels and not labels then
  return redis.error_reply('ERR fsp_labels must be a JSON list of texts')
end

local status = redis.call('HGET', KEYS[1], 'status')
if status and live[status] then
  return '0' .. id
end

-- The jobs it still has to wait for. What SQL has asked for (`fsp_requested`) is known there, and has no circles.
local open = {}
local ended = {finished = true, failed = true, canceled = true, stopped = true}
if #KEYS > 4 then
  if not fields.fsp_requested and redis.call('EXISTS', KEYS[1] .. ':dependents') == 1 then
    return '5' .. id
  end
  for index = 5, #KEYS do
    local other = root_of(string.sub(KEYS[index], #prefix + 1))
    local found = fields_of(prefix .. other, 'status', 'fsp_made_good')
    if not found[1] and not fields.fsp_requested then
      return '4' .. other
    end
    local has_succeeded = found[1] == 'finished' or found[2]
    local is_past = ended[found[1] or ''] and fields.allow_dependency_failures == '1'
    if not has_succeeded and not is_past then
      table.insert(open, other)
    end
  end
end

-- A place of another kind refuses the job here, while there is nothing of it yet.
local function defer()
  local queue = string.sub(KEYS[2], #rq + 8)
  redis.call('SADD', KEYS[4], KEYS[2])
  for _, other in ipairs(open) do
    redis.call('SADD', prefix .. other .. ':dependents', id)
    redis.call('SADD', awaited_key(rq, id), other)
  end
  redis.call('ZADD', rq .. ':deferred:' .. queue, redis.call('TIME')[1], id)
end

local function write(status, ...)
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], unpack(ARGV, 8))
  if status then
    redis.call('HSET', KEYS[1], 'status', status, ...)
    if ARGV[2] ~= '' then
      redis.call('HSET', KEYS[1], 'fsp_due', ARGV[2])
    end
  end
end

local function take_labels(holder)
  for _, label in ipairs(labels_of(redis.call('HGET', prefix .. holder, 'fsp_labels'))) do
    redis.pcall('ZREM', 'fsp:label:' .. label, holder)
  end
  redis.call('HDEL', prefix .. holder, 'fsp_labels')
end

-- A job that is blocked waits in the lane of its gates: with others it goes back to the front of its queue. One that waits
-- in a flow goes to the end of its new one.
local function give_new_gates(holder)
  redis.call('HDEL', prefix .. holder, 'fsp_units')
  if fields.fsp_units then
    redis.call('HSET', prefix .. holder, 'fsp_units', fields.fsp_units)
  end
  local job = redis.call('HMGET', prefix .. holder, 'fsp_gates', 'status', 'origin', 'fsp_type', 'fsp_share')
  if (job[5] or '') ~= (fields.fsp_share or '') then
    local is_in_flow = leave_flow(job[3] or '', holder, job[4], job[5])
    redis.call('HDEL', prefix .. holder, 'fsp_share')
    if fields.fsp_share then
      redis.call('HSET', prefix .. holder, 'fsp_share', fields.fsp_share)
    end
    if is_in_flow then
      put_in_queue(rq, job[3], holder, job[4], fields.fsp_share)
    end
  end
  if (job[1] or '') == (fields.fsp_gates or '') then
    return
  end
  redis.call('HDEL', prefix .. holder, 'fsp_gates')
  if fields.fsp_gates then
    redis.call('HSET', prefix .. holder, 'fsp_gates', fields.fsp_gates)
  end
  if job[2] == 'rate_limited' and leave_lane(job[3] or '', job[4], job[1], holder) then
    redis.call('HSET', prefix .. holder, 'status', 'queued')
    redis.call('LPUSH', rq .. ':queue:' .. (job[3] or ''), holder)
  end
end

local function give_new_arguments(holder)
  take_labels(holder)
  give_new_gates(holder)
  for index = 8, #ARGV, 2 do
    local field = ARGV[index]
    if field == 'data' or field == 'fsp_arguments' or field == 'fsp_labels' then
      redis.call('HSET', prefix .. holder, field, ARGV[index + 1])
    end
  end
  add_to_labels(holder, labels or {})
end

-- Every request that another job answers is counted and, the last 1000 of them, listed.
local function note_duplicate(holder, answer)
  local time, job_type = redis.call('TIME'), string.match(ARGV[7], ':(.*)')
  count_up('fsp:counters', ARGV[7], 1)
  redis.pcall('LPUSH', 'fsp:duplicates', cjson.encode({at_ms = time[1] * 1000 + math.floor(time[2] / 1000),
    job_type = job_type, job_id = holder, duplicate_id = id, answer = answer}))
  redis.pcall('LTRIM', 'fsp:duplicates', 0, 999)
end

local function conflict(holder)
  -- A key outlives its job only within its window; a holder that was deleted by hand blocks no job.
  local held = redis.call('HGET', prefix .. holder, 'status')
  if not held and redis.call('PTTL', dedup) < 0 then
    return nil
  end
  -- Nor does the job that died, whose key may outlive it, block its own replay.
  if root_of(id) ~= id and root_of(holder) == root_of(id) and not live[held or ''] then
    return nil
  end
  if ARGV[6] == 'replace_if_waiting' and held and waiting[held] then
    give_new_arguments(holder)
    note_duplicate(holder, 'arguments_replaced')
    return '2' .. holder
  end
  if ARGV[6] == 'keep_last_if_running' and held == 'started' then
    local before = redis.call('GET', dedup .. ':next')
    if before and redis.call('EXISTS', prefix .. before) == 1 then
      local rules = redis.call('HMGET', prefix .. before, 'created_at', 'result_ttl')
      call_off(rq, before, rules[1] or '', whole(rules[2], 86400), 'the newer job ' .. id .. ' took its place')
    end
    defer()
    write('deferred', 'fsp_kept', 1)
    add_to_labels(id, labels or {})
    redis.call('SET', dedup .. ':next', id)
    note_duplicate(holder, 'kept_for_later')
    return '3' .. id
  end
  note_duplicate(holder, 'first_kept')
  return '0' .. holder
end

if dedup ~= '' then
  local holder = redis.call('GET', dedup)
  local answer = holder and holder ~= id and conflict(holder)
  if answer then
    return answer
  end
end

-- Its place first: one of another kind refuses it before there is anything of the job.
if open[1] then
  defer()
  write('deferred')
else
  redis.call('SADD', KEYS[4], KEYS[2])
  if ARGV[2] ~= '' then
    redis.call('ZADD', KEYS[3], ARGV[2], id)
  else
    put_in_queue(rq, string.sub(KEYS[2], #rq + 8), id, fields.fsp_type, fields.fsp_share)
  end
  write()
end
add_to_labels(id, labels or {})
if dedup ~= '' then
  hold_key(dedup, id, ARGV[5] == 'window' and ARGV[4] or '')
end
if not open[1] and ARGV[2] == '' then
  wake_idle(1)
end
return '1' .. id
