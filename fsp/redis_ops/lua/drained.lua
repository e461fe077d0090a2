-- Remember how far the stream of ended jobs has been copied into SQL, and let go of what is neither new nor lately drained.
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

local last = redis.call('GET', 'fsp:ended:drained')
if last and string.find(last, '^%d+%-%d+$') and not is_later(ARGV[1], last) then
  return 0
end
redis.call('SET', 'fsp:ended:drained', ARGV[1])
-- Not each time: to find the oldest that stays means to read all that stay.
if redis.call('XLEN', 'fsp:ended') > 2 * ARGV[2] then
  local kept = redis.call('XREVRANGE', 'fsp:ended', ARGV[1], '-', 'COUNT', ARGV[2])
  redis.call('XTRIM', 'fsp:ended', 'MINID', kept[#kept][1])
end
return 1
