-- What a new job gets besides its hash and its place: labels that lead to it, its deduplication key, a worker that wakes.

local live = {queued = true, started = true, scheduled = true, rate_limited = true, deferred = true}

-- Labels lead to a job while it waits or runs; finish and cancel take them away.
local function add_to_labels(id, labels)
  for _, label in ipairs(labels) do
    redis.pcall('ZADD', 'fsp:label:' .. label, call_moment(), id)
  end
end

-- Give a job its key; `window` is how many milliseconds it holds it, '' for as long as its type says.
local function hold_key(dedup, id, window)
  if window ~= '' then
    redis.call('SET', dedup, id, 'PX', window)
  else
    redis.call('SET', dedup, id)
  end
end

local MAX_WOKEN = 64

local function wake_idle(count)
  local ones = {}
  for index = 1, math.min(count, MAX_WOKEN) do
    ones[index] = 1
  end
  local awake = ones[1] and redis.pcall('LPUSH', 'fsp:wake', unpack(ones))
  if type(awake) == 'number' and awake > 2 * MAX_WOKEN then
    redis.call('LTRIM', 'fsp:wake', 0, MAX_WOKEN - 1)
  end
end

