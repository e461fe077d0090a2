-- Rates of gates: at most so many units within any window. A job counts from its claim until a window after its end: wherever
-- between these its requests were sent, no window holds more than the rate.
-- `fsp:rate:<gate>` is JSON while the gate has a rate: `w` is the window in milliseconds, `e` what ended within it, oldest first:
-- {time of the last end, units, time of the first end}. Ends close to each other share an entry, so that there are few.

local MAX_ENTRIES = 100

-- Longer than any job runs.
local KEPT_MILLISECONDS = 31 * 86400000

local function keep_log(gate, log)
  redis.call('SET', 'fsp:rate:' .. gate, cjson.encode(log), 'PX', log.w + KEPT_MILLISECONDS)
end

local function rate_log(gate)
  local text = redis.pcall('GET', 'fsp:rate:' .. gate)
  local is_read, log = pcall(cjson.decode, type(text) == 'string' and text or '')
  return is_read and type(log) == 'table' and type(log.e) == 'table' and tonumber(log.w) and log or nil
end

-- The units of what runs: a keyed gate has them as scores, and each job of a type is one.
local function held_units(gate)
  if string.sub(gate, 1, 1) ~= '|' then
    return redis.call('ZCARD', 'fsp:slots:' .. gate)
  end
  local holders, sum = redis.call('ZRANGE', 'fsp:slots:' .. gate, 0, -1, 'WITHSCORES'), 0
  for index = 2, #holders, 2 do
    sum = sum + holders[index]
  end
  return sum
end

-- From when a rate, `units/milliseconds`, leaves room for so many units: 0 for now, nil if first something that runs must end.
local function rate_leaves_room(gate, rate, units, now)
  local allowed, window = string.match(rate, '^(%d+)/(%d+)$')
  allowed, window = tonumber(allowed), tonumber(window)
  local log = rate_log(gate)
  if not log or log.w ~= window then
    log = {w = window, e = log and log.e or {}}
    keep_log(gate, log)
  end
  local missing = held_units(gate) + math.min(units, allowed) - allowed
  for _, entry in ipairs(log.e) do
    missing = missing + (entry[1] >= now - window and entry[2] or 0)
  end
  if missing <= 0 then
    return 0
  end
  for _, entry in ipairs(log.e) do
    missing = missing - (entry[1] >= now - window and entry[2] or 0)
    if missing <= 0 then
      return entry[1] + window + 1
    end
  end
end

-- A job that counted for a rate has ended: its units count for one window more.
local function log_end(gate, units, now)
  local log = rate_log(gate)
  if not log then
    return
  end
  local entries = {}
  for _, entry in ipairs(log.e) do
    if entry[1] >= now - log.w then
      entries[#entries + 1] = entry
    end
  end
  local last = entries[#entries]
  if #entries >= MAX_ENTRIES and now - last[3] < log.w / MAX_ENTRIES then
    last[1], last[2] = now, last[2] + units
  else
    entries[#entries + 1] = {now, units, now}
  end
  log.e = entries
  keep_log(gate, log)
end
