-- Move a waiting job to the front of its queue, or to another queue's end.
-- ARGV  1 RQ's key prefix  2 job id  3 queue, or '' for the front of its own
-- Returns 'moved', or the status of a job that does not wait, or '' for one that is not there.
local rq, id, to = ARGV[1], ARGV[2], ARGV[3]
local key = rq .. ':job:' .. id
local job = fields_of(key, 'status', 'origin', 'fsp_type')
local status, queue, job_type = job[1], job[2] or '', job[3] or ''
if not status then
  return ''
end
if status ~= 'queued' and status ~= 'rate_limited' then
  return status
end
if to == queue then
  return 'there'
end
local blocked = 'fsp:parked:' .. queue .. ':' .. job_type
redis.call('LREM', rq .. ':queue:' .. queue, 1, id)
redis.call('LREM', blocked, 1, id)
if to ~= '' then
  redis.call('HSET', key, 'origin', to, 'status', 'queued')
  redis.call('SADD', rq .. ':queues', rq .. ':queue:' .. to)
  redis.call('RPUSH', rq .. ':queue:' .. to, id)
elseif status == 'rate_limited' then
  redis.call('LPUSH', blocked, id)
  redis.call('SADD', 'fsp:parked-types:' .. queue, job_type)
else
  redis.call('LPUSH', rq .. ':queue:' .. queue, id)
end
redis.call('LPUSH', 'fsp:wake', 1)
redis.call('LTRIM', 'fsp:wake', 0, 63)
return 'moved'
