"""The Lua scripts: each one is a read-then-write on Redis that no crash can split."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import redis
from redis.commands.core import Script
from redis.exceptions import NoScriptError

from fsp.redis_client import client_of

ScriptCall = tuple[Sequence[Any], Sequence[Any]]
"""The keys and arguments of one call."""

_CLIENTLESS = redis.Redis()

_SHARED = {
    "enqueue": ("reading", "shares", "lanes", "dependencies", "calling_off", "new_jobs"),
    "enqueue_many": ("reading", "shares", "new_jobs"),
    "finish": (
        "reading",
        "shares",
        "lanes",
        "rates",
        "slots",
        "dependencies",
        "gates",
        "event_log",
        "ends",
    ),
    "read_events": ("counting",),
    "apply_events": ("reading", "counting"),
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

_GROUP = """
local count = tonumber(ARGV[1])
local first = 2 * count + 2
local answers, claims = {}, {}
for index = 1, count do
  local _, answer = pcall(one, {ARGV[2 * index], ARGV[2 * index + 1]})
  if type(answer) ~= 'number' then
    if count == 1 then
      return redis.error_reply(type(answer) == 'table' and answer.err or tostring(answer))
    end
    -- Called again alone, it reports what is wrong.
    answer = 'null'
  end
  answers[index] = answer
end
local wanted = tonumber(ARGV[first])
local is_ready, claim = true, nil
if wanted > 0 then
  is_ready, claim = pcall(two, {unpack(ARGV, first + 1)})
end
for index = 1, wanted do
  local is_done, claimed = false, claim
  if is_ready then
    is_done, claimed = pcall(claim)
  end
  if not is_done and count == 0 and index == 1 then
    return redis.error_reply(type(claimed) == 'table' and claimed.err or tostring(claimed))
  end
  -- What the first did is done, and must be answered; the second alone reports next time what is wrong.
  if not is_done or not claimed then
    break
  end
  claims[index] = claimed
  if claimed == '[]' then
    break
  end
end
return '[[' .. table.concat(answers, ',') .. '],[' .. table.concat(claims, ',') .. ']]'
"""


@cache
def script(*names: str) -> Script:
    """Return the script in `lua/<name>.lua`; call it with `client=`.

    Two names make one script that calls both several times. The second returns a function, which is what is called. Its
    arguments are how often it calls the first, two arguments for each, how often at most the second, and the arguments
    of that. It answers with JSON as one text: the answers of the first, null for a failure among several, and those of
    the second.
    """
    return _CLIENTLESS.register_script(script_text(*names))


def call_many(name: str, calls: Sequence[ScriptCall], *, client: redis.Redis) -> list[Any]:
    """Call a script once for each (keys, arguments), in one round trip; raise the first error there is."""
    registered, fsp_client = script(name), client_of(client)
    answers = fsp_client.evalsha_many(registered.sha, calls)
    unknown = [index for index, answer in enumerate(answers) if isinstance(answer, NoScriptError)]
    if unknown:
        fsp_client.script_load(registered.script)
        again = fsp_client.evalsha_many(registered.sha, [calls[index] for index in unknown])
        for index, answer in zip(unknown, again, strict=True):
            answers[index] = answer
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    return answers


def script_text(*names: str) -> str:
    """Return what `script` registers."""
    if len(names) == 1:
        return _source(names[0])
    places = zip(("one", "two"), names, strict=True)
    functions = [f"local function {place}(ARGV)\n{_text(name)}end\n" for place, name in places]
    return _shared_by(*names) + "".join(functions) + _GROUP


def _source(name: str) -> str:
    return _shared_by(name) + _text(name)


def _shared_by(*names: str) -> str:
    """Return each shared text once: the server compiles its functions again for every call."""
    shared = dict.fromkeys(shared for name in names for shared in _SHARED.get(name, ()))
    return "".join(_text("shared", name) for name in shared)


def _text(*path: str) -> str:
    return files("fsp.redis_ops").joinpath("lua", *path[:-1], f"{path[-1]}.lua").read_text(encoding="utf-8")
