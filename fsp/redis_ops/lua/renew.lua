-- Keep a running job's lease; only the holder of the token may.
-- ARGV  1 RQ's key prefix  2 job id  3 token  4 queue  5 job type  6 lease in milliseconds
-- Returns 1, or 0 if the job now belongs to another attempt.
local rq, id, token = ARGV[1], ARGV[2], ARGV[3]
if redis.call('HGET', rq .. ':job:' .. id, 'fsp_token') ~= token then
  return 0
end
local time = redis.call('TIME')
local lease_end = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[6])
redis.call('ZADD', 'fsp:leases', 'XX', lease_end, id)
redis.call('ZADD', 'fsp:slots:' .. ARGV[5], 'XX', lease_end, id)
redis.call('ZADD', rq .. ':wip:' .. ARGV[4], 'XX', math.floor(lease_end / 1000) + 60, id .. ':' .. token)
return 1
