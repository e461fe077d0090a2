-- Let a job run again from one of its steps: keep the results of the steps before it, for the same lineage or for another.
-- ARGV  1 id of the lineage  2 id of the lineage that is to have them; the same drops the later ones
--       3 name of the step  4 seconds to keep the results
-- Returns how many results are kept, or -1 if the lineage has no such step.
local lineage, target, name = ARGV[1], ARGV[2], ARGV[3]
local steps, results = 'fsp:steps:' .. lineage, 'fsp:step-results:' .. lineage
local from = name ~= '' and step_of(redis.call('HGET', steps, name))
if not from then
  return -1
end
local entries = redis.call('HGETALL', steps)
local head, kept = {count = 0, newest = 0, bytes = 0}, 0
for index = 1, #entries, 2 do
  local step, entry = entries[index], step_of(entries[index + 1])
  if step ~= '' and entry then
    local is_before = entry.order < from.order and entry.state == 'kept'
    if target == lineage then
      if entry.order >= from.order then
        entry.state, entry.bytes = 'dropped', 0
        redis.call('HSET', steps, step, cjson.encode(entry))
        redis.call('HDEL', results, step)
      end
    elseif is_before then
      redis.call('HSET', 'fsp:steps:' .. target, step, entries[index + 1])
      redis.call('HSET', 'fsp:step-results:' .. target, step, redis.call('HGET', results, step) or 'null')
    end
    if target == lineage or is_before then
      head = {count = head.count + 1, newest = math.max(head.newest, entry.order), bytes = head.bytes + entry.bytes}
    end
    kept = kept + (is_before and 1 or 0)
  end
end
if target ~= lineage then
  redis.call('HSET', 'fsp:step-results:' .. target, '', redis.call('HGET', results, '') or '{}')
end
redis.call('HSET', 'fsp:steps:' .. target, '', cjson.encode(head))
redis.call('EXPIRE', 'fsp:steps:' .. target, ARGV[4])
redis.call('EXPIRE', 'fsp:step-results:' .. target, ARGV[4])
return kept
