-- Cancel a waiting job at once; ask for the end of a running one, which its worker brings about.
-- ARGV  1 RQ's key prefix  2 job id  3 present moment as RQ writes it  4 seconds to keep the hash  5 who cancels it
-- Returns 'canceled', 'asked' for a running job, 'ended' for one that has ended, or '' for one that is not there.
local rq, id, keep = ARGV[1], ARGV[2], tonumber(ARGV[4])
local key = rq .. ':job:' .. id
local job = redis.call('HMGET', key, 'status', 'origin', 'fsp_type', 'fsp_dedup', 'fsp_labels', 'fsp_arguments',
  'fsp_enqueued_ms', 'fsp_attempt')
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
stop_waiting(rq, id)
for _, held in ipairs(job[4] and {job[4], job[4] .. ':next'} or {}) do
  if redis.call('GET', held) == id then
    redis.call('DEL', held)
  end
end
redis.call('HSET', key, 'status', 'canceled', 'ended_at', ARGV[3])
redis.call('EXPIRE', key, keep)
redis.call('ZADD', rq .. ':canceled:' .. queue, redis.call('TIME')[1] + keep, id)
redis.call('XADD', 'fsp:ended', '*', 'job', cjson.encode({job_id = id, job_type = job[3] or '', queue = queue,
  status = 'canceled', outcome = 'stopped', error = 'cancelled by ' .. ARGV[5], labels = job[5] or nil,
  arguments = job[6] or nil, enqueued_ms = tonumber(job[7] or nil), attempt = tonumber(job[8] or 0)}))
for _, label in ipairs(job[5] and cjson.decode(job[5]) or {}) do
  redis.call('ZREM', 'fsp:label:' .. label, id)
end
release_dependents(rq, id, false, ARGV[3])
return 'canceled'
