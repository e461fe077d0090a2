-- Takes back the tries that succeeded. KEYS are the counters; one that has ended meanwhile is not begun again.
for _, key in ipairs(KEYS) do
  if (tonumber(redis.call('GET', key)) or 0) > 0 then redis.call('DECR', key) end
end
return 0
