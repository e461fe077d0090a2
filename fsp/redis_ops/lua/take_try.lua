-- Reserves one try of every counter, or of none: many tries at once cannot all find the count below its limit.
-- ARGV: milliseconds a count lasts, then for each of KEYS its limit. Returns milliseconds to wait, or 0.
-- A counter that holds no count begins again: it must lock no one out and let no one in uncounted.
local wait = 0
for i, key in ipairs(KEYS) do
  local text = redis.pcall('GET', key)
  local count = type(text) == 'string' and string.find(text, '^%d+$') and #text < 16 and tonumber(text)
  if text and not count then
    redis.call('DEL', key)
  end
  if (count or 0) >= tonumber(ARGV[i + 1]) then
    if redis.call('PTTL', key) < 0 then redis.call('PEXPIRE', key, ARGV[1]) end
    wait = math.max(wait, redis.call('PTTL', key), 1)
  end
end
if wait > 0 then return wait end
for _, key in ipairs(KEYS) do
  redis.call('INCR', key)
  if redis.call('PTTL', key) < 0 then redis.call('PEXPIRE', key, ARGV[1]) end
end
return 0
