-- Give the jobs of dead workers back to the front of their queues, and name those that have killed too many.
-- ARGV  1 RQ's key prefix  2 how many crashes make a poison pill  3 milliseconds to bury one
--       4 seconds to keep the record of a lost attempt
--       5 milliseconds without a reaper that mean that Redis was down or took no writes
--       6 milliseconds that holders of leases get to renew them after that
-- Returns {job id, token, …} of the poison pills; the caller owns them now and must bury them.
local rq = ARGV[1]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local poison = {}
-- Nobody could renew a lease meanwhile. What had run out before the gap is returned at once.
local reaping = fields_of('fsp:reaping', 'at', 'spared_after', 'spared_until')
local at, spared_after, spared_until = whole(reaping[1]), whole(reaping[2]), whole(reaping[3])
if at and now - at > tonumber(ARGV[5]) then
  spared_after, spared_until = at, now + tonumber(ARGV[6])
  redis.call('HSET', 'fsp:reaping', 'spared_after', spared_after, 'spared_until', spared_until)
end
redis.call('HSET', 'fsp:reaping', 'at', now)
redis.call('ZREMRANGEBYSCORE', 'fsp:gates', '-inf', now - 7 * 86400000)
local ended_by = spared_until and now < spared_until and spared_after or now
for _, id in ipairs(redis.call('ZRANGEBYSCORE', 'fsp:leases', '-inf', ended_by, 'LIMIT', 0, 100)) do
  local key = rq .. ':job:' .. id
  local held = fields_of(key, 'origin', 'fsp_type', 'fsp_token', 'worker_name', 'fsp_started_ms',
    'fsp_attempt', 'fsp_host', 'fsp_version', 'fsp_gates')
  redis.call('ZREM', 'fsp:leases', id)
  free_slots(id, held[2], held[9], now)
  if held[1] then
    redis.call('ZREM', rq .. ':wip:' .. held[1], id .. ':' .. (held[3] or ''))
    count_up('fsp:counters', 'reaped', 1)
    if count_up(key, 'fsp_crashes', 1) >= tonumber(ARGV[2]) then
      local token = redis.call('INCR', 'fsp:token')
      redis.call('HSET', key, 'fsp_token', token)
      redis.call('ZADD', 'fsp:leases', now + tonumber(ARGV[3]), id)
      table.insert(poison, id)
      table.insert(poison, tostring(token))
    else
      redis.pcall('XADD', rq .. ':results:' .. id, 'MAXLEN', 50, '*', 'type', 4, 'worker_name', held[4] or '',
        'execution_id', held[3] or '', 'execution_started_at', whole(held[5], now) / 1000, 'execution_ended_at', now / 1000,
        'fsp_attempt', held[6] or 1, 'fsp_outcome', 'lost_worker', 'fsp_error', 'The worker was lost.',
        'fsp_host', held[7] or '', 'fsp_version', held[8] or '')
      redis.call('EXPIRE', rq .. ':results:' .. id, ARGV[4])
      redis.call('HDEL', key, 'fsp_token')
      redis.call('HSET', key, 'status', 'queued')
      redis.call('LPUSH', rq .. ':queue:' .. held[1], id)
      redis.call('LPUSH', 'fsp:wake', 1)
    end
  end
end
return poison
