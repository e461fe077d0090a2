-- What holds jobs of a type back, fsp:gate:<type>, and the slots of those that run; a freed slot and an ended circuit wake workers.

local function wake(count)
  for _ = 1, count do
    redis.call('LPUSH', 'fsp:wake', 1)
  end
  redis.call('LTRIM', 'fsp:wake', 0, 63)
end

local function release_slot(id, job_type, stored_type)
  redis.call('ZREM', 'fsp:slots:' .. job_type, id)
  if stored_type ~= job_type then
    -- The worker received a type that is not UTF-8, or it was changed since.
    redis.call('ZREM', 'fsp:slots:' .. (stored_type or ''), id)
  end
end

local function open_circuit(gate, ending, now, why)
  redis.call('HSET', gate, 'circuit', 'open', 'open_until', now + ending.open_ms, 'why', why)
  -- A failed probe opens it no second time: it is the same outage, as old as its first failure.
  redis.call('HSETNX', gate, 'opened_at', now)
  redis.call('HDEL', gate, 'probe', 'failures', 'window_end', 'window_good', 'window_bad')
  count_up('fsp:counters', 'circuit-opened:' .. ending.job_type, 1)
end

local function is_bad_window(gate, ending, now)
  if not ending.max_bad_ratio then
    return false
  end
  if now >= whole(redis.call('HGET', gate, 'window_end'), 0) then
    redis.call('HSET', gate, 'window_end', now + ending.window_ms, 'window_good', 0, 'window_bad', 0)
  end
  count_up(gate, ending.signal == 'bad' and 'window_bad' or 'window_good', 1)
  local counts = redis.call('HMGET', gate, 'window_good', 'window_bad')
  local bad = whole(counts[2], 0)
  local all = whole(counts[1], 0) + bad
  return all >= ending.window_minimum and bad / all >= ending.max_bad_ratio
end

-- Report to the circuit of the job's type how the attempt ended: `signal` is 'good', 'bad' or ''.
-- Only the probe decides over a circuit that is not closed; jobs started before it opened add nothing new.
local function report_to_circuit(ending, now)
  local gate, signal = 'fsp:gate:' .. ending.job_type, ending.signal
  local circuit = redis.call('HMGET', gate, 'circuit', 'probe', 'failures')
  if circuit[1] then
    if circuit[2] == ending.token then
      if signal == 'good' then
        redis.call('HDEL', gate, 'circuit', 'open_until', 'opened_at', 'why', 'probe', 'failures')
        wake(16)
      elseif signal == 'bad' then
        open_circuit(gate, ending, now, 'the probe failed')
      else
        redis.call('HDEL', gate, 'probe')
      end
    end
  elseif signal ~= '' then
    local in_a_row = 0
    if signal == 'bad' then
      in_a_row = count_up(gate, 'failures', 1)
    elseif circuit[3] then
      redis.call('HDEL', gate, 'failures')
    end
    local has_bad_window = is_bad_window(gate, ending, now)
    if in_a_row >= ending.max_failures then
      open_circuit(gate, ending, now, in_a_row .. ' failures in a row')
    elseif has_bad_window and signal == 'bad' then
      open_circuit(gate, ending, now, 'too large a part of the jobs failed')
    end
  end
end

