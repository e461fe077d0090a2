-- Add what a batch of the event log comes to, and move the cursor, in one call: after any crash each entry counts once.
-- ARGV  1 the cursor the batch was read at  2 its last entry  3 the batch as JSON: `Tally` in fsp/metrics/tally.py
-- Returns 1, or 0 if another has counted the batch: then nothing has changed.
local batch = cjson.decode(ARGV[3])
if counted_until() ~= ARGV[1] then
  return 0
end
redis.call('SET', 'fsp:events:counted', ARGV[2])

-- One call that reads and one that writes cost less than one for each field.
local function merge(hash, amounts, join)
  local fields, after = {}, {}
  for field in pairs(amounts) do
    fields[#fields + 1] = field
  end
  local before = redis.call('HMGET', hash, unpack(fields))
  for index, field in ipairs(fields) do
    after[2 * index - 1], after[2 * index] = field, join(before[index], amounts[field])
  end
  redis.call('HSET', hash, unpack(after))
end

local function sum(before, amount)
  return whole(before, 0) + amount
end

local function peak(before, amount)
  return math.max(whole(before, 0), amount)
end

-- `<least>|<most>` in microseconds.
local function outermost(before, ends)
  local least, most = string.match(before or '', '(%d+)|(%d+)')
  return math.min(least or ends[1], ends[1]) .. '|' .. math.max(most or ends[2], ends[2])
end

local function list_span(span, place)
  if redis.call('TTL', span) < 0 then
    redis.call('EXPIRE', span, 172800)
    redis.call('LPUSH', place[1], place[2])
    redis.call('LTRIM', place[1], 0, 599)
  end
end

local function add_ends(ring, lines)
  if redis.call('LPUSH', ring, unpack(lines)) > 1100 then
    redis.call('LTRIM', ring, 0, 999)
  end
end

local function store_result(result)
  local key, id, keep_seconds, fields = unpack(result)
  -- A lost attempt may have been written after this one ended.
  if type(redis.pcall('XADD', key, 'MAXLEN', 50, id, unpack(fields))) ~= 'string' then
    redis.call('XADD', key, 'MAXLEN', 50, '*', unpack(fields))
  end
  redis.call('EXPIRE', key, keep_seconds)
end

-- A job of the same id may have been enqueued since: its labels stay.
local function forget_labels(entry)
  local status = fields_of(entry[1], 'status')[1]
  if not status or status == 'finished' or status == 'failed' or status == 'canceled' then
    for _, label in ipairs(entry[3]) do
      redis.pcall('ZREM', label, entry[2])
    end
  end
end

-- A damaged metric costs its own numbers, not those of others.
local function each(entries, apply, ...)
  for key, entry in pairs(entries) do
    pcall(apply, key, entry, ...)
  end
end
each(batch.sums, merge, sum)
each(batch.peaks, merge, peak)
each(batch.extremes, merge, outermost)
each(batch.spans, list_span)
each(batch.rings, add_ends)
for _, result in ipairs(batch.results) do
  pcall(store_result, result)
end
for _, entry in ipairs(batch.labels) do
  pcall(forget_labels, entry)
end
return 1
