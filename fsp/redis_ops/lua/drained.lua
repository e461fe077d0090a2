-- Remember how far a log has been copied into SQL.
-- KEYS  1 the log  2 the id of the last entry that SQL holds  3 how many copied entries the log still has
-- ARGV  1 id of the last entry copied  2 how many were copied
-- Returns how many copied entries the log still has, or 0 if more was copied before.
local function is_later(one, other)
  local one_time, one_turn = string.match(one, '(%d+)-(%d+)')
  local other_time, other_turn = string.match(other, '^(%d+)-(%d+)$')
  if not other_time then
    return true
  end
  if one_time == other_time then
    return tonumber(one_turn) > tonumber(other_turn)
  end
  return tonumber(one_time) > tonumber(other_time)
end

local last = redis.call('GET', KEYS[2])
if last and string.find(last, '^%d+%-%d+$') and not is_later(ARGV[1], last) then
  return 0
end
redis.call('SET', KEYS[2], ARGV[1])
if redis.call('EXISTS', KEYS[3]) == 0 then
  redis.call('SET', KEYS[3], redis.call('XLEN', KEYS[1]))
end
local held = redis.pcall('INCRBY', KEYS[3], ARGV[2])
return type(held) == 'number' and held or redis.call('XLEN', KEYS[1])
