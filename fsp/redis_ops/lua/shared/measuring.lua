-- What happened to a job type: its counters; outcomes, run times (successes) and first waits of these five minutes in
-- sketches; its last ends one by one; and the histogram of its run times.

local function count_outcome(ending)
  count_up('fsp:counters', ending.job_type .. '|' .. ending.queue .. '|' .. ending.outcome, 1)
end

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

local function measure(ending, action, now)
  local job_type, run, wait = ending.job_type, ending.run, ending.wait
  local start = math.floor(now / 1000)
  start = start - start % 300
  local span = 'fsp:span:' .. job_type .. ':' .. start
  local fields, added = {'outcome|' .. ending.outcome, 'cpu_microseconds'}, {1, ending.cpu_seconds * 1000000}
  local function add(field, amount)
    fields[#fields + 1], added[#added + 1] = field, amount
  end
  if wait then
    add('wait|' .. wait.bucket, 1)
    add('wait_microseconds', wait.seconds * 1000000)
  end
  if action == 'success' then
    add('run|' .. run.bucket, 1)
    add('run_microseconds', run.seconds * 1000000)
  end
  local last = #fields
  fields[last + 1], fields[last + 2] = 'wait_extremes', 'run_extremes'
  local before = add_all(span, fields, added)
  if wait then
    stretch(span, 'wait_extremes', before[last + 1], wait.seconds)
  end
  if action == 'success' then
    stretch(span, 'run_extremes', before[last + 2], run.seconds)
  end
  -- Every end adds processor time, so without it this is the span's first.
  if not before[2] then
    redis.call('EXPIRE', span, 172800)
    redis.call('LPUSH', 'fsp:spans:' .. job_type, start)
    redis.call('LTRIM', 'fsp:spans:' .. job_type, 0, 599)
  end
  local ring = 'fsp:ring:' .. job_type
  local line = now .. '|' .. ending.outcome .. '|' .. run.seconds .. '|' .. (wait and wait.seconds or '') .. ending.size .. '|' .. ending.id
  if redis.call('LPUSH', ring, line) > 1100 then
    redis.call('LTRIM', ring, 0, 999)
  end
  fields, added = {'cpu_microseconds', 'peak_bytes'}, {ending.cpu_seconds * 1000000, ending.peak_bytes}
  if wait then
    add('wait|' .. wait.label, 1)
    add('wait_microseconds', wait.seconds * 1000000)
  end
  if ending.outcome == 'succeeded' then
    add(run.label, 1)
    add('sum_microseconds', run.seconds * 1000000)
  end
  add_all('fsp:histogram:' .. job_type, fields, added)
end

