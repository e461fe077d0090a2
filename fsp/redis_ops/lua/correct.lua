-- Note what a server said of a gate: that it is to be left alone for some time, or how many units are left until when.
-- ARGV  1 gate  2 id of the job that asked  3 milliseconds to leave it alone, or ''  4 units left, or ''  5 milliseconds until there are more
--       6 1 = only a gate that was given a rate at run time
local gate, time = 'fsp:gate:' .. ARGV[1], redis.call('TIME')
if ARGV[6] == '1' and redis.call('HEXISTS', gate, 'rate') == 0 then
  return 0
end
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local shut_until = ARGV[3] ~= '' and now + math.ceil(tonumber(ARGV[3]))
if shut_until and shut_until > whole(redis.call('HGET', gate, 'shut_until'), 0) then
  redis.call('HSET', gate, 'shut_until', shut_until)
end
if ARGV[4] ~= '' then
  -- What others that run still have to send, the server has not counted yet.
  local own = tonumber(redis.call('ZSCORE', 'fsp:slots:' .. ARGV[1], ARGV[2]) or 0)
  local left = math.max(0, math.floor(tonumber(ARGV[4])) - math.max(0, held_units(ARGV[1]) - own))
  redis.call('HSET', gate, 'server_left', left, 'server_until', now + math.ceil(tonumber(ARGV[5])))
end
return 1
