-- Put many jobs of one type on one queue. A job that needs a decision is left to enqueue.lua, such as one whose
-- deduplication key another job holds.
-- ARGV  1 RQ's key prefix  2 queue  3 job type  4 window of the deduplication keys in milliseconds, or '' if they have none
--       5 how many fields and values all jobs share  6… those; then for each job: its id, its deduplication key or '', how many
--       fields and values are its own, and those
-- Returns a digit for each job, as one text: 1 put there, 0 it waits or runs already, 2 left to enqueue.lua.
local rq, queue, job_type, window = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local list, template = rq .. ':queue:' .. queue, 'fsp:job-template'
local at = 6 + ARGV[5]

-- A place of another kind refuses all jobs here, while there is nothing of them yet.
redis.call('LLEN', list)
redis.call('SADD', rq .. ':queues', list)
redis.call('HSET', template, unpack(ARGV, 6, at - 1))

local ids, digits, created = {}, {}, 0

local function put(id, dedup, first, last)
  local key = rq .. ':job:' .. id
  if live[redis.call('HGET', key, 'status') or ''] then
    return '0'
  end
  if dedup ~= '' and redis.call('EXISTS', dedup) == 1 then
    return '2'
  end
  local own = {}
  for index = first, last, 2 do
    own[ARGV[index]] = ARGV[index + 1]
  end
  if own.fsp_share then
    put_in_queue(rq, queue, id, job_type, own.fsp_share)
  else
    ids[#ids + 1] = id
  end
  -- A copy takes a quarter of the time of writing the same fields again.
  redis.call('COPY', template, key, 'REPLACE')
  redis.call('HSET', key, unpack(ARGV, first, last))
  add_to_labels(id, labels_of(own.fsp_labels))
  if dedup ~= '' then
    hold_key(dedup, id, window)
  end
  return '1'
end

while at < #ARGV do
  local first = at + 3
  local last = first + ARGV[at + 2] - 1
  local is_done, digit = pcall(put, ARGV[at], ARGV[at + 1], first, last)
  digits[#digits + 1] = is_done and digit or '2'
  created = created + (digit == '1' and 1 or 0)
  at = last + 1
end
redis.call('DEL', template)
if ids[1] then
  redis.call('RPUSH', list, unpack(ids))
end
wake_idle(created)
return table.concat(digits)
