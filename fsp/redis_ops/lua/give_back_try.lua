-- Takes back the tries that succeeded. KEYS are the counters; one that has ended meanwhile is not begun again.
for _, key in ipairs(KEYS) do
  local text = redis.pcall('GET', key)
  if type(text) == 'string' and (tonumber(text) or 0) > 0 then redis.pcall('DECR', key) end
end
return 0
