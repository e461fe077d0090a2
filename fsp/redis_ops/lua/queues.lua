-- Read the numbers of queues; changes nothing.
-- ARGV  1 RQ's key prefix  2… queue names
-- Returns for each {waiting, blocked, deferred, scheduled, running, failed, {when the first job of each of its lists was enqueued}}.
local rq = ARGV[1]
local readings = {}
for index = 2, #ARGV do
  local queue = ARGV[index]
  local lists, blocked, moments = {rq .. ':queue:' .. queue}, 0, {}
  for _, job_type in ipairs(redis.call('SMEMBERS', 'fsp:parked-types:' .. queue)) do
    lists[#lists + 1] = 'fsp:parked:' .. queue .. ':' .. job_type
    blocked = blocked + redis.call('LLEN', lists[#lists])
  end
  for _, list in ipairs(lists) do
    local first = redis.call('LINDEX', list, 0)
    moments[#moments + 1] = first and redis.call('HGET', rq .. ':job:' .. first, 'enqueued_at') or nil
  end
  readings[#readings + 1] = {redis.call('LLEN', lists[1]), blocked, redis.call('ZCARD', rq .. ':deferred:' .. queue),
    redis.call('ZCARD', rq .. ':scheduled:' .. queue), redis.call('ZCARD', rq .. ':wip:' .. queue), redis.call('ZCARD', rq .. ':failed:' .. queue), moments}
end
return readings
