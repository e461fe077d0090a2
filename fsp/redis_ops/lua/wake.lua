-- Let the next claims look at what waits at some gates, and wake idle workers for it.
-- ARGV  1 how many workers  2… gates
-- Returns at how many of the gates something waits.
local waited_for = 0
for index = 2, #ARGV do
  waited_for = waited_for + (wake_gate(ARGV[index]) and 1 or 0)
end
for _ = 1, tonumber(ARGV[1]) do
  redis.call('LPUSH', 'fsp:wake', 1)
end
redis.call('LTRIM', 'fsp:wake', 0, 63)
return waited_for
