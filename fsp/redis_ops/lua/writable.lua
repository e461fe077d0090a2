-- Write in every way FSP writes, and leave nothing: a Redis that refuses one of them says so here first.
-- ARGV  1 RQ's key prefix
local key = 'fsp:writable:'
local job = ARGV[1] .. ':job:fsp-writable'
redis.call('SET', key .. 'text', 1, 'PX', 60000)
redis.call('HSET', job, 'status', 'probe')
redis.call('LPUSH', key .. 'list', 1)
redis.call('SADD', key .. 'set', 1)
redis.call('ZADD', key .. 'sorted', 1, 1)
redis.call('XADD', key .. 'stream', '*', 'probe', 1)
redis.call('DEL', key .. 'text', job, key .. 'list', key .. 'set', key .. 'sorted', key .. 'stream')
return 1
