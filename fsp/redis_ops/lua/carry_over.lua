-- Put jobs that an older version blocked, in one list for each type, into their lanes, before those blocked since.
-- ARGV  1 RQ's key prefix  2 how many at most
-- Returns how many were moved: call again while it is as many as were asked for.
local rq, left = ARGV[1], tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function carry_type(queue, job_type)
  local list = 'fsp:parked:' .. queue .. ':' .. job_type
  while left > 0 do
    -- The newest first, each before those that are there.
    local id = redis.call('RPOP', list)
    if not id then
      redis.call('SREM', 'fsp:parked-types:' .. queue, job_type)
      return
    end
    left = left - 1
    local job = redis.call('EXISTS', rq .. ':job:' .. id) == 1 and fields_of(rq .. ':job:' .. id, 'fsp_type', 'fsp_gates')
    if job then
      local first = redis.call('ZRANGE', 'fsp:blocked:' .. queue, 0, 0, 'WITHSCORES')
      local turn, lane = first[2] and first[2] - 1 or redis.call('INCR', 'fsp:turn'), lane_of(job[1], job[2])
      add_to_lane(queue, lane, id, turn)
      wait_at(queue, job[1] or '', lane, turn, now, now)
    end
  end
end

for _, list in ipairs(redis.call('SMEMBERS', rq .. ':queues')) do
  local queue = string.sub(list, #rq + 8)
  for _, job_type in ipairs(redis.call('SMEMBERS', 'fsp:parked-types:' .. queue)) do
    carry_type(queue, job_type)
  end
end
return tonumber(ARGV[2]) - left
