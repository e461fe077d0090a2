-- Record what became of a step of a running job; only the holder of the token may.
-- ARGV  1 RQ's key prefix  2 job id  3 token  4 id of the lineage: the job itself, or the one that it replays
--       5 'kept', 'failed' or 'running'  6 name of the step  7 seconds it has run  8 seconds to keep the results
--       9 its result as JSON, or the text of its error  10 '1' where what earlier attempts left does not count
--      11 most steps of a lineage  12 most bytes of all its results
-- Returns 1, 0 if the job now belongs to another attempt, or 2 if there would be too many steps or bytes: nothing has changed then.
local rq, id, token, lineage, state, name = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local key, steps, results = rq .. ':job:' .. id, 'fsp:steps:' .. lineage, 'fsp:step-results:' .. lineage
local job = redis.call('HMGET', key, 'fsp_token', 'fsp_attempt', 'fsp_arguments')
if job[1] ~= token then
  return 0
end
if ARGV[10] == '1' then
  redis.call('DEL', steps, results)
end

-- What is stored under no name: how many steps there are, the number of the newest, and the bytes of all results.
local head = step_of(redis.call('HGET', steps, '')) or {count = 0, newest = 0, bytes = 0}
local before = step_of(redis.call('HGET', steps, name))
local is_this_run = before and before.state == 'running' and before.token == token
-- The worker says this of a job's step, which may have ended a moment ago.
if state == 'running' and before and (before.state == 'kept' or (before.state == 'failed' and before.token == token)) then
  return 1
end
local bytes = state == 'kept' and #ARGV[9] or 0
head.count = head.count + (before and 0 or 1)
head.bytes = head.bytes + bytes - (before and before.bytes or 0)
if head.count > tonumber(ARGV[11]) or head.bytes > tonumber(ARGV[12]) then
  return 2
end
head.newest = head.newest + (is_this_run and 0 or 1)

local time = redis.call('TIME')
redis.call('HSET', steps, name, cjson.encode({
  state = state, token = token, job_id = id, attempt = whole(job[2], 1), seconds = tonumber(ARGV[7]), bytes = bytes,
  order = is_this_run and before.order or head.newest,
  runs = (before and before.runs or 0) + (is_this_run and 0 or 1),
  -- A text, as Lua would write fewer digits of a number.
  seen_at = time[1] .. string.format('.%06d', time[2]),
  error = state == 'failed' and ARGV[9] or nil}), '', cjson.encode(head))
if state == 'kept' then
  redis.call('HSET', results, name, ARGV[9])
else
  redis.call('HDEL', results, name)
end
-- The results are of these arguments: a replay with others does not use them.
redis.call('HSETNX', results, '', job[3] or '{}')
redis.call('HSET', key, 'fsp_steps', 1)
redis.call('EXPIRE', steps, ARGV[8])
redis.call('EXPIRE', results, ARGV[8])
return 1
