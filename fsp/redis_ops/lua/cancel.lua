-- Cancel a waiting job at once; ask for the end of a running one, which its worker brings about.
-- ARGV  1 RQ's key prefix  2 job id  3 present moment as RQ writes it  4 seconds to keep the hash  5 who cancels it
-- Returns 'canceled', 'asked' for a running job, 'ended' for one that has ended, or '' for one that is not there.
local rq, id, keep = ARGV[1], ARGV[2], tonumber(ARGV[4])
local key = rq .. ':job:' .. id
local job = fields_of(key, 'status', 'origin', 'fsp_type', 'fsp_dedup', 'fsp_gates', 'fsp_share')
local status, queue = job[1], job[2] or ''
if not status then
  return ''
end
local function note_who()
  local time = redis.call('TIME')
  redis.call('HSETNX', key, 'fsp_cancelled_by', ARGV[5])
  redis.call('HSETNX', key, 'fsp_cancelled_ms', time[1] * 1000 + math.floor(time[2] / 1000))
end
if status == 'started' then
  note_who()
  redis.call('SADD', 'fsp:cancels', id)
  redis.call('EXPIRE', 'fsp:cancels', 86400)
  return 'asked'
end
if status ~= 'queued' and status ~= 'scheduled' and status ~= 'rate_limited' and status ~= 'deferred' then
  return 'ended'
end
redis.call('LREM', rq .. ':queue:' .. queue, 1, id)
leave_lane(queue, job[3], job[5], id)
leave_flow(queue, id, job[3], job[6])
redis.call('ZREM', rq .. ':scheduled:' .. queue, id)
for _, held in ipairs(job[4] and {job[4] .. ':next', job[4]} or {}) do
  if redis.pcall('GET', held) == id then
    redis.call('DEL', held)
    if held == job[4] then
      promote_next(rq, held, ARGV[3])
    end
  end
end
note_who()
call_off(rq, id, ARGV[3], keep, 'cancelled by ' .. ARGV[5], ARGV[5])
return 'canceled'
