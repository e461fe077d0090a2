-- Read the event log from where it was counted last.
-- ARGV  1 how many entries at most  2 who reads it regularly, or ''  3 milliseconds for which others then leave that to it
-- Returns {the id of the last entry that was counted, {entry, …}}, or nil while another reads it regularly.
if ARGV[2] ~= '' then
  local reader = redis.pcall('GET', 'fsp:events:reader')
  if type(reader) == 'string' and reader ~= ARGV[2] then
    return nil
  end
  redis.call('SET', 'fsp:events:reader', ARGV[2], 'PX', ARGV[3])
end
local at = counted_until()
return {at, redis.call('XRANGE', 'fsp:events', '(' .. at, '+', 'COUNT', ARGV[1])}
