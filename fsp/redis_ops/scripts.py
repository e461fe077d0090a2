"""The Lua scripts: each one is a read-then-write on Redis that no crash can split."""

from functools import cache
from importlib.resources import files

import redis
from redis.commands.core import Script

_CLIENTLESS = redis.Redis()


@cache
def script(name: str) -> Script:
    """Return the script in `lua/<name>.lua`; call it with `client=`."""
    source = files("fsp.redis_ops").joinpath("lua", f"{name}.lua").read_text(encoding="utf-8")
    return _CLIENTLESS.register_script(source)
