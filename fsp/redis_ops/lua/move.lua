-- Move a waiting job to the front of its queue, or to another queue's end.
-- ARGV  1 RQ's key prefix  2 job id  3 queue, or '' for the front of its own
-- Returns 'moved', or the status of a job that does not wait, or '' for one that is not there.
local rq, id, to = ARGV[1], ARGV[2], ARGV[3]
local key = rq .. ':job:' .. id
local job = fields_of(key, 'status', 'origin', 'fsp_type', 'fsp_gates', 'fsp_share')
local status, queue, lane = job[1], job[2] or '', lane_of(job[3], job[4])
if not status then
  return ''
end
if status ~= 'queued' and status ~= 'rate_limited' then
  return status
end
if to == queue then
  return 'there'
end
redis.call('LREM', rq .. ':queue:' .. queue, 1, id)
if to ~= '' then
  leave_lane(queue, job[3], job[4], id)
  leave_flow(queue, id, job[3], job[5])
  redis.call('HSET', key, 'origin', to, 'status', 'queued')
  redis.call('SADD', rq .. ':queues', rq .. ':queue:' .. to)
  put_in_queue(rq, to, id, job[3], job[5])
elseif status == 'rate_limited' then
  -- The first of its lane, whose lane is the first at its gate.
  local first = redis.call('ZRANGE', 'fsp:blocked:' .. queue, 0, 0, 'WITHSCORES')
  local turn = (first[2] or 1) - 1
  redis.call('ZADD', 'fsp:blocked:' .. queue, 'XX', turn, id)
  redis.call('ZADD', 'fsp:lane:' .. queue .. ':' .. lane, 'XX', turn, id)
  for _, gate in ipairs(all_gates(job[3], job[4])) do
    redis.call('ZADD', 'fsp:lanes:' .. queue .. ':' .. gate, 'XX', turn, lane)
    redis.call('ZADD', 'fsp:ready:' .. queue, 'XX', turn, gate)
  end
else
  leave_flow(queue, id, job[3], job[5])
  redis.call('LPUSH', rq .. ':queue:' .. queue, id)
end
redis.call('LPUSH', 'fsp:wake', 1)
redis.call('LTRIM', 'fsp:wake', 0, 63)
return 'moved'
