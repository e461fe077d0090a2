-- Store what a running job reports; only the holder of the token may.
-- ARGV  1 RQ's key prefix  2 job id  3 token  4 progress as JSON or ''  5 most lines to keep  6 seconds to keep them
--       7… lines of its log
-- Returns 1, or 0 if the job now belongs to another attempt.
local rq, id, token = ARGV[1], ARGV[2], ARGV[3]
local key = rq .. ':job:' .. id
if redis.call('HGET', key, 'fsp_token') ~= token then
  return 0
end
if ARGV[4] ~= '' then
  redis.call('HSET', key, 'fsp_progress', ARGV[4])
end
for index = 7, #ARGV do
  redis.call('RPUSH', 'fsp:log:' .. id, ARGV[index])
end
if #ARGV >= 7 then
  redis.call('LTRIM', 'fsp:log:' .. id, -ARGV[5], -1)
  redis.call('EXPIRE', 'fsp:log:' .. id, ARGV[6])
end
return 1
