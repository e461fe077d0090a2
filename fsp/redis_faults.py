"""What keeps Redis from working: the error codes of its state, each in words."""

import re

from redis.exceptions import AuthenticationError, BusyLoadingError, RedisError, ResponseError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

_REPLICA = "it is a read-only replica; writes belong to its primary"
_CLUSTER = "it is a Redis Cluster, and FSP needs a single Redis or Valkey"
_LOGIN = "REDIS_URL has no user or password that it accepts"

_MEANINGS = {
    "READONLY": _REPLICA,
    "UNBLOCKED": _REPLICA,
    "MASTERDOWN": "it is a replica that has lost its primary",
    "OOM": "its memory is full (maxmemory)",
    "MISCONF": "it cannot save to its disk",
    "NOREPLICAS": "too few of its replicas are connected (min-replicas-to-write)",
    "NOPERM": "its user in REDIS_URL lacks a permission that FSP needs",
    "LOADING": "it is still loading its data",
    "BUSY": "a script of another client blocks it",
    "NOAUTH": _LOGIN,
    "WRONGPASS": _LOGIN,
    **dict.fromkeys(("MOVED", "ASK", "CROSSSLOT", "CLUSTERDOWN", "TRYAGAIN"), _CLUSTER),
}
"""Error code → what it says about the server. None of them is the fault of the command that was sent."""

HANGS = "it accepts connections but does not respond in time: it is frozen, swapping, or blocked by a slow command"
"""What an answer that does not come says, where nothing refuses the connection."""

_ONLY_WRITES = frozenset({"READONLY", "UNBLOCKED", "OOM", "MISCONF", "NOREPLICAS"})
"""Reading still works with these."""

_CODE_INSIDE = re.compile(rf"-({'|'.join(_MEANINGS)})\b")
"""Redis 6 puts the code of what a script called into a text of its own."""

_NO_PERMISSION = ("ACL failure", "can't run this command", "no permissions", "can't access at least one of the keys")
_USER = re.compile(r"\bUser \S+ has\b")
_REASONS = (
    "Connection refused",
    "No such file or directory",
    "Permission denied",
    "Name or service not known",
    "Temporary failure in name resolution",
    "Network is unreachable",
    "No route to host",
    "Connection reset by peer",
    "Connection closed by server",
    "certificate verify failed",
    "wrong version number",
    "max number of clients reached",
    "Too many connections",
    "timed out",
    "Timeout",
)
"""What a client says of a server it cannot reach. The rest of its words may hold an address or a password."""
_COMMAND = re.compile(r"Command # \d+ \(.*?\) of pipeline caused error: ", re.DOTALL)
_SCRIPT = re.compile(r"\.? script: (?:[0-9a-f]{40}, )?on @?user_script.*$")
_MAX_CHARACTERS = 300


class RedisRefused(RedisConnectionError, ResponseError):
    """Redis answered that its state does not let it do this now; wait and try again, as when it is down.

    It is a connection error, so that whatever waits for an absent server waits for this one too, on a new connection:
    after a fail-over the old one leads to the old primary.
    """


def refusal_code(error: RedisError) -> str:
    """Return the code by which Redis refuses work because of its own state; nothing for any other error."""
    text = own_words(error)
    code = getattr(error, "status_code", None) or text.partition(" ")[0]
    if code in _MEANINGS:
        return str(code)
    if isinstance(error, BusyLoadingError):
        return "LOADING"
    if not isinstance(error, ResponseError):
        return "WRONGPASS" if isinstance(error, AuthenticationError) else ""
    inside = _CODE_INSIDE.search(text)
    if inside:
        return inside[1]
    return "NOPERM" if any(words in text for words in _NO_PERMISSION) else ""


def cause_of(error: RedisError) -> str:
    """Return why Redis does not work: what its code means and its own words, without its address and our command."""
    text = own_words(error).rstrip(".")[:_MAX_CHARACTERS]
    code = refusal_code(error)
    if code:
        said = text if text.startswith(code) else f"{code} {text}".strip()
        return f"{_MEANINGS[code]} ({_USER.sub('The user has', said)})"
    if isinstance(error, ResponseError):
        return text or type(error).__name__
    if isinstance(error, RedisTimeoutError) and "connecting" not in text.lower():
        return HANGS
    reason = next((reason for reason in _REASONS if reason.lower() in text.lower()), "")
    return reason or f"it is stopped or unreachable ({type(error).__name__})"


def sentence_for(error: RedisError) -> str:
    """Return what is wrong with Redis, as one sentence with its cause."""
    code = refusal_code(error)
    if code in _ONLY_WRITES:
        return f"Redis rejects writes: {cause_of(error)}."
    is_silent = isinstance(error, RedisConnectionError | RedisTimeoutError) and not code
    return f"Redis {'is not responding' if is_silent else 'error'}: {cause_of(error)}."


def own_words(error: RedisError) -> str:
    """Return the server's words, without what the client put before them and the place in a script behind them."""
    text = _SCRIPT.sub("", _COMMAND.sub("", str(error)).strip())
    return (text.splitlines() or [""])[0]
