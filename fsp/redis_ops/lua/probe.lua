-- Record how one probe went: once for each slot of time, however many processes probe; one that found FSP down wins.
-- ARGV  1 start of the span in Unix seconds  2 number of the slot  3 'up' or 'down'  4 seconds to keep the span
-- Returns 1 if it changed anything.
local key, field = 'fsp:service:' .. ARGV[1], 'probe|' .. ARGV[2]
local before = redis.call('HGET', key, field)
if before == 'down' or before == ARGV[3] then
  return 0
end
redis.call('HSET', key, field, ARGV[3])
redis.pcall('HINCRBY', key, ARGV[3], 1)
if before then
  redis.pcall('HINCRBY', key, before, -1)
end
redis.call('EXPIRE', key, ARGV[4])
return 1
