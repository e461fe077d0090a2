-- Keep a running job's lease; only the holder of the token may.
-- ARGV  1 RQ's key prefix  2 job id  3 token  4 lease in milliseconds
-- Returns 1, or 0 if the job now belongs to another attempt.
local rq, id, token = ARGV[1], ARGV[2], ARGV[3]
local held = redis.call('HMGET', rq .. ':job:' .. id, 'fsp_token', 'origin', 'fsp_type')
if held[1] ~= token then
  return 0
end
local time = redis.call('TIME')
local lease_end = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[4])
redis.call('ZADD', 'fsp:leases', 'XX', lease_end, id)
redis.call('ZADD', 'fsp:slots:' .. (held[3] or ''), 'XX', lease_end, id)
redis.call('ZADD', rq .. ':wip:' .. (held[2] or ''), 'XX', math.floor(lease_end / 1000) + 60, id .. ':' .. token)
return 1
