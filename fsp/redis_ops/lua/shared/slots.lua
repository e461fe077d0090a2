-- The slots of gates that jobs hold while they run, in fsp:slots:<gate>.

-- Gates without a rate at which nothing waits, as this call saw them.
local plain_gates = {}

-- Free the slots a job holds, and wake what waits for them. Returns at how many gates something does.
local function free_slots(id, job_type, gates, now)
  local woken = 0
  for _, gate in ipairs(all_gates(job_type, gates)) do
    local slots, rate = 'fsp:slots:' .. gate, 'fsp:rate:' .. gate
    -- Often a gate has no rate and nothing waits at it: one call checks both.
    local is_special = not plain_gates[gate] and redis.call('EXISTS', rate, 'fsp:gate-queues:' .. gate) > 0
    plain_gates[gate] = not is_special
    local units = is_special and redis.call('ZSCORE', slots, id)
    if units and redis.call('ZREM', slots, id) == 1 then
      log_end(gate, string.sub(gate, 1, 1) == '|' and tonumber(units) or 1, now)
    elseif not is_special then
      redis.call('ZREM', slots, id)
    end
    woken = woken + (is_special and wake_gate(gate) and 1 or 0)
  end
  return woken
end
