-- The circuits of gates, in fsp:gate:<gate>: the job type's, and those of keyed gates. A circuit that closes wakes what waits at its gate.

local function wake(count)
  if count > 0 then
    for _ = 1, count do
      redis.call('LPUSH', 'fsp:wake', 1)
    end
    redis.call('LTRIM', 'fsp:wake', 0, 63)
  end
end

-- How long a circuit is open: an operator's time, else that of the code, which may begin short and double with each failed probe.
local function open_time(gate, rules, operators_ms)
  if operators_ms or not rules.first_open_ms then
    return operators_ms or rules.open_ms
  end
  local failed_probes = count_up(gate, 'failed_probes', 1) - 1
  return math.min(rules.open_ms, rules.first_open_ms * 2 ^ math.min(failed_probes, 30))
end

local function open_circuit(gate, rules, now, operators_ms, why)
  redis.call('HSET', gate, 'circuit', 'open', 'open_until', now + open_time(gate, rules, operators_ms), 'why', why)
  -- A failed probe opens it no second time: it is the same outage, as old as its first failure.
  redis.call('HSETNX', gate, 'opened_at', now)
  redis.call('HDEL', gate, 'probe', 'failures', 'window_end', 'window_good', 'window_bad')
  if string.sub(rules.gate, 1, 1) ~= '|' then
    count_up('fsp:counters', 'circuit-opened:' .. rules.gate, 1)
  end
end

local function is_bad_window(gate, rules, is_bad, now)
  if not rules.max_bad_ratio then
    return false
  end
  if now >= whole(redis.call('HGET', gate, 'window_end'), 0) then
    redis.call('HSET', gate, 'window_end', now + rules.window_ms, 'window_good', 0, 'window_bad', 0)
  end
  count_up(gate, is_bad and 'window_bad' or 'window_good', 1)
  local counts = redis.call('HMGET', gate, 'window_good', 'window_bad')
  local bad = whole(counts[2], 0)
  local all = whole(counts[1], 0) + bad
  return all >= rules.window_minimum and bad / all >= rules.max_bad_ratio
end

-- Gates whose circuit is closed and counts no failure, as this call saw them.
local sound_gates = {}

-- Report to the circuit of one gate how the attempt ended: `signal` is 'good', 'bad' or ''; `rules` says when it opens.
-- Only the probe decides over a circuit that is not closed; jobs started before it opened add nothing new.
-- An operator's numbers, `max_failures` and `open_ms` in the gate's hash, precede those of the code.
local function report_to_circuit(rules, signal, token, now)
  if signal == 'good' and sound_gates[rules.gate] and not rules.max_bad_ratio then
    return
  end
  local gate = 'fsp:gate:' .. rules.gate
  local circuit = redis.call('HMGET', gate, 'circuit', 'probe', 'failures', 'max_failures', 'open_ms')
  local operators_ms = whole(circuit[5])
  sound_gates[rules.gate] = signal == 'good' and not circuit[1]
  if circuit[1] then
    if circuit[2] == token then
      if signal == 'good' then
        redis.call('HDEL', gate, 'circuit', 'open_until', 'opened_at', 'why', 'probe', 'failures', 'failed_probes')
        wake_gate(rules.gate)
        wake(16)
      elseif signal == 'bad' then
        open_circuit(gate, rules, now, operators_ms, 'the probe failed')
      else
        redis.call('HDEL', gate, 'probe')
      end
    end
  elseif signal ~= '' and not rules.is_probe_only then
    local in_a_row = 0
    if signal == 'bad' then
      in_a_row = count_up(gate, 'failures', 1)
    elseif circuit[3] then
      redis.call('HDEL', gate, 'failures')
    end
    local has_bad_window = is_bad_window(gate, rules, signal == 'bad', now)
    if in_a_row >= whole(circuit[4], rules.max_failures) then
      open_circuit(gate, rules, now, operators_ms, in_a_row .. ' failures in a row')
    elseif has_bad_window and signal == 'bad' then
      open_circuit(gate, rules, now, operators_ms, 'too large a part of the jobs failed')
    end
  end
end

local function report_to_circuits(ending, now)
  for _, rules in ipairs(ending.circuits) do
    report_to_circuit(rules, ending.signal, ending.token, now)
  end
end

-- Free the slots that an attempt held. Whoever ended it takes one job; wake others for what else may run now.
local function release_slots(ending, stored_type, gates, now)
  local woken = free_slots(ending.id, ending.job_type, gates, now)
  if stored_type ~= ending.job_type then
    -- The worker received a type that is not UTF-8, or it was changed since.
    woken = woken + free_slots(ending.id, stored_type, nil, now)
  end
  wake(woken - 1)
end
