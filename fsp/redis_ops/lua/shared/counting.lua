-- The id of the last entry of the event log that was counted.
local function counted_until()
  local at = redis.pcall('GET', 'fsp:events:counted')
  return type(at) == 'string' and string.match(at, '^%d+%-%d+$') or '0-0'
end

