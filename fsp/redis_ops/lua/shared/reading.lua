-- Fields are read with care: a script that stops half way, at what another tool or a damaged file left there, loses a job.
local function whole(text, default)
  local number = tonumber(text)
  -- Beyond these a number of Lua's is not exact.
  if number and number % 1 == 0 and number < 9e15 and number > -9e15 then
    return number
  end
  return default
end

-- The present moment in milliseconds, the same for the whole call.
local moment_of_call

local function call_moment()
  if not moment_of_call then
    local time = redis.call('TIME')
    moment_of_call = time[1] * 1000 + math.floor(time[2] / 1000)
  end
  return moment_of_call
end

-- A Unix time, with parts of a second or not; 0, which is past, for what is none.
local function moment_of(text)
  local seconds = text and tonumber(text) or 0
  return seconds > 0 and seconds < 1e11 and seconds or 0
end

-- Add to a counter; one that holds no number begins again.
local function count_up(key, field, amount)
  local sum = redis.pcall('HINCRBY', key, field, amount)
  if type(sum) == 'number' then
    return sum
  end
  redis.pcall('HSET', key, field, amount)
  return amount
end

-- Read fields of a hash; what is no hash has none.
local function fields_of(key, ...)
  local fields = redis.pcall('HMGET', key, ...)
  return fields.err and {} or fields
end

-- What is no text is left out; where all must be, there are no labels then.
local function labels_of(text, must_be_whole)
  if not text then
    return {}
  end
  local is_read, labels = pcall(cjson.decode, text)
  local texts = {}
  if not is_read or type(labels) ~= 'table' then
    return not must_be_whole and texts or nil
  end
  for _, label in pairs(labels) do
    if type(label) == 'string' then
      texts[#texts + 1] = label
    elseif must_be_whole then
      return nil
    end
  end
  return texts
end

