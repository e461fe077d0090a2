-- Put one job on its queue, or among the scheduled ones, unless a job of the same id stands in the way.
-- KEYS  1 job hash  2 queue list  3 scheduled set  4 set of queues  5 wake list
-- ARGV  1 job id  2 due time in Unix seconds or ''  3 'live' or 'any': which jobs stand in the way  4… hash fields and values
-- Returns 1 if the job was put there, 0 if another was first.
local live = {queued = true, started = true, scheduled = true, rate_limited = true, deferred = true}
local status = redis.call('HGET', KEYS[1], 'status')
if status and (ARGV[3] == 'any' or live[status]) then
  return 0
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], unpack(ARGV, 4))
redis.call('SADD', KEYS[4], KEYS[2])
if ARGV[2] ~= '' then
  redis.call('ZADD', KEYS[3], ARGV[2], ARGV[1])
  return 1
end
redis.call('RPUSH', KEYS[2], ARGV[1])
redis.call('LPUSH', KEYS[5], 1)
redis.call('LTRIM', KEYS[5], 0, 63)
return 1
