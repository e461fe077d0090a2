"""The Lua scripts: each one is a read-then-write on Redis that no crash can split."""

from functools import cache
from importlib.resources import files

import redis
from redis.commands.core import Script

_CLIENTLESS = redis.Redis()

_SHARED = {
    "enqueue": ("reading", "shares", "lanes", "dependencies", "calling_off"),
    "finish": (
        "reading",
        "shares",
        "lanes",
        "rates",
        "slots",
        "dependencies",
        "gates",
        "attempts",
        "measuring",
        "ends",
    ),
    "claim": ("reading", "shares", "lanes", "rates"),
    "cancel": ("reading", "shares", "lanes", "dependencies", "calling_off"),
    "carry_over": ("reading", "shares", "lanes"),
    "reap": ("reading", "shares", "lanes", "rates", "slots"),
    "correct": ("reading", "rates"),
    "move": ("reading", "shares", "lanes"),
    "wake": ("reading", "shares", "lanes"),
    "step": ("reading", "steps"),
    "steps_before": ("reading", "steps"),
}
"""Scripts that begin with the functions of `lua/shared/<name>.lua`."""

_BOTH = """
local count = tonumber(ARGV[1])
local answer = count > 0 and one({unpack(ARGV, 2, count + 1)}) or 1
if type(answer) == 'table' then
  return answer
end
local is_done, found = pcall(two, {unpack(ARGV, count + 2)})
if not is_done then
  -- What the first did is done, and must be answered; the second alone reports next time what is wrong.
  return count > 0 and answer .. '' or redis.error_reply(type(found) == 'table' and found.err or tostring(found))
end
return answer .. (found or '')
"""


@cache
def script(*names: str) -> Script:
    """Return the script in `lua/<name>.lua`; call it with `client=`.

    Two names make one script of both: its arguments are how many the first takes (0 to leave it out), those, and the
    second's; it answers with both answers, a digit and a text, as one text.
    """
    return _CLIENTLESS.register_script(script_text(*names))


def script_text(*names: str) -> str:
    """Return what `script` registers."""
    if len(names) == 1:
        return _source(names[0])
    places = zip(("one", "two"), names, strict=True)
    functions = [f"local function {place}(ARGV)\n{_text(name)}end\n" for place, name in places]
    return _shared_by(*names) + "".join(functions) + _BOTH


def _source(name: str) -> str:
    return _shared_by(name) + _text(name)


def _shared_by(*names: str) -> str:
    """Return each shared text once: the server compiles its functions again for every call."""
    shared = dict.fromkeys(shared for name in names for shared in _SHARED.get(name, ()))
    return "".join(_text("shared", name) for name in shared)


def _text(*path: str) -> str:
    return files("fsp.redis_ops").joinpath("lua", *path[:-1], f"{path[-1]}.lua").read_text(encoding="utf-8")
