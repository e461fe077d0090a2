-- The slots of gates that jobs hold while they run, in fsp:slots:<gate>.

-- Gates without a rate at which nothing waits, as this call saw them.
local plain_gates = {}

-- Often no gate of a job has a rate and nothing waits at any: one call checks all.
local function look_at_gates(gates)
  local places = {}
  for _, gate in ipairs(gates) do
    if not plain_gates[gate] then
      places[#places + 1], places[#places + 2] = 'fsp:rate:' .. gate, 'fsp:gate-queues:' .. gate
    end
  end
  if places[1] and redis.call('EXISTS', unpack(places)) == 0 then
    for _, gate in ipairs(gates) do
      plain_gates[gate] = true
    end
  end
end

-- Free the slots a job holds, and wake what waits for them. Returns at how many gates something does.
local function free_slots(id, job_type, keyed, now)
  local woken, gates = 0, all_gates(job_type, keyed)
  look_at_gates(gates)
  for _, gate in ipairs(gates) do
    local slots = 'fsp:slots:' .. gate
    if plain_gates[gate] then
      redis.call('ZREM', slots, id)
    else
      local units = redis.call('ZSCORE', slots, id)
      if units and redis.call('ZREM', slots, id) == 1 then
        log_end(gate, string.sub(gate, 1, 1) == '|' and tonumber(units) or 1, now)
      end
      woken = woken + (wake_gate(gate) and 1 or 0)
    end
  end
  return woken
end
