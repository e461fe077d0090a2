-- Remember how far a log has been copied into SQL, and let go of what is neither new nor lately copied.
-- KEYS  1 the log  2 the id of the last entry that SQL holds
-- ARGV  1 id of the last entry copied  2 how many copied ones stay
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
-- Not each time: to find the oldest that stays means to read all that stay.
if redis.call('XLEN', KEYS[1]) > 2 * ARGV[2] then
  local kept = redis.call('XREVRANGE', KEYS[1], ARGV[1], '-', 'COUNT', ARGV[2])
  redis.call('XTRIM', KEYS[1], 'MINID', kept[#kept][1])
end
return 1
