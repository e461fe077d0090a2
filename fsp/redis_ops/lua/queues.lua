-- Read the numbers of queues; changes nothing.
-- ARGV  1 RQ's key prefix  2… queue names
-- Returns for each {waiting, blocked, deferred, scheduled, running, failed, {when its first waiting and its first blocked job were enqueued}}.
local rq = ARGV[1]
local readings = {}
for index = 2, #ARGV do
  local queue, moments = ARGV[index], {}
  local list, blocked, shared = rq .. ':queue:' .. queue, 'fsp:blocked:' .. queue, 'fsp:shared:' .. queue
  local firsts = {redis.call('LINDEX', list, 0), redis.call('ZRANGE', blocked, 0, 0)[1] or false, redis.call('ZRANGE', shared, 0, 0)[1]}
  for _, first in ipairs(firsts) do
    moments[#moments + 1] = first and redis.call('HGET', rq .. ':job:' .. first, 'enqueued_at') or nil
  end
  readings[#readings + 1] = {redis.call('LLEN', list) + redis.call('ZCARD', shared), redis.call('ZCARD', blocked), redis.call('ZCARD', rq .. ':deferred:' .. queue),
    redis.call('ZCARD', rq .. ':scheduled:' .. queue), redis.call('ZCARD', rq .. ':wip:' .. queue), redis.call('ZCARD', rq .. ':failed:' .. queue), moments}
end
return readings
