-- What the end of a job leaves: its hash for a time, and its deduplication key free for another.

-- Free the job's deduplication key, now or when its window is over, and let the job run that was kept for after this one.
local function release_key(rq, key, ending, action, dedup)
  local holder = dedup and redis.pcall('GET', dedup)
  -- A window may have ended while the job ran; what was kept for after it is owed all the same.
  if not dedup or (holder and holder ~= ending.id) or promote_next(rq, dedup, ending.now) then
    return
  end
  local rules = redis.call('HMGET', key, 'fsp_dedup_release', 'fsp_dedup_window')
  local release, window = rules[1], rules[2]
  if release == 'final' or action == 'cancel' or (release == 'success' and action == 'success') then
    -- No window is an end at once: Redis deletes a key that is to live 0 ms.
    redis.call('PEXPIRE', dedup, whole(window, 0))
  elseif release == 'success' then
    redis.call('EXPIRE', dedup, ending.keep_seconds)
  end
end

local function end_as(rq, key, ending, now, status, ...)
  redis.call('HSET', key, 'status', status, 'ended_at', ending.now, 'fsp_cost', ending.cost, ...)
  redis.call('EXPIRE', key, ending.keep_seconds)
  redis.call('ZADD', rq .. ':' .. status .. ':' .. ending.queue, math.floor(now / 1000) + ending.keep_seconds, ending.id)
end

