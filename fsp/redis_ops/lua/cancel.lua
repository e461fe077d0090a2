-- Cancel a waiting job at once; ask for the end of a running one, which its worker brings about.
-- ARGV  1 RQ's key prefix  2 job id  3 present moment as RQ writes it  4 seconds to keep the hash
-- Returns 'canceled', 'asked' for a running job, 'ended' for one that has ended, or '' for one that is not there.
local rq, id, keep = ARGV[1], ARGV[2], tonumber(ARGV[4])
local key = rq .. ':job:' .. id
local job = redis.call('HMGET', key, 'status', 'origin', 'fsp_type', 'fsp_dedup')
local status, queue = job[1], job[2]
if not status then
  return ''
end
if status == 'started' then
  redis.call('SADD', 'fsp:cancels', id)
  redis.call('EXPIRE', 'fsp:cancels', 86400)
  return 'asked'
end
if status ~= 'queued' and status ~= 'scheduled' and status ~= 'rate_limited' and status ~= 'deferred' then
  return 'ended'
end
redis.call('LREM', rq .. ':queue:' .. queue, 1, id)
redis.call('LREM', 'fsp:parked:' .. queue .. ':' .. (job[3] or ''), 1, id)
redis.call('ZREM', rq .. ':scheduled:' .. queue, id)
if job[4] and redis.call('GET', job[4]) == id then
  redis.call('DEL', job[4])
end
redis.call('HSET', key, 'status', 'canceled', 'ended_at', ARGV[3])
redis.call('EXPIRE', key, keep)
redis.call('ZADD', rq .. ':canceled:' .. queue, redis.call('TIME')[1] + keep, id)
return 'canceled'
