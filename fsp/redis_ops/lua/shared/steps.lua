-- What is stored of a step, with its numbers; nothing for what cannot be read.
local function step_of(text)
  local is_read, step = pcall(cjson.decode, text or '')
  if not is_read or type(step) ~= 'table' then
    return nil
  end
  step.order, step.runs, step.bytes = whole(step.order, 0), whole(step.runs, 0), whole(step.bytes, 0)
  step.count, step.newest = whole(step.count, 0), whole(step.newest, 0)
  return step
end

