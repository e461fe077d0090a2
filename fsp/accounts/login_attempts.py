"""Slows down guessing: attempts are counted in Redis, so that every web process counts together, else in each process.

The figures follow OWASP ASVS 5.0, 6.3.1: few attempts per account, more per address, then a wait. An attempt is
reserved before the password is compared, and returned if it was right. So many attempts at once do not all get through.
"""

import hashlib
import math
from collections.abc import Sequence
from weakref import WeakKeyDictionary

import redis
from redis.exceptions import RedisError

from fsp.accounts.local_attempts import LocalAttempts
from fsp.redis_ops import keys
from fsp.redis_ops.scripts import script
from fsp.stored import read_or, whole_of

WINDOW_SECONDS = 15 * 60
MAX_PER_ACCOUNT = 10
MAX_PER_ADDRESS = 50
MAX_CONFIRMATIONS = 10

Limits = Sequence[tuple[str, int]]

_local: WeakKeyDictionary[redis.Redis, LocalAttempts] = WeakKeyDictionary()


def sign_in_limits(*, account: str, address: str) -> Limits:
    """Return the counters of a sign-in and how high each may be."""
    return [(_key("account", account), MAX_PER_ACCOUNT), (_key("address", address), MAX_PER_ADDRESS)]


def confirmation_limits(account_id: int) -> Limits:
    """Return the counter of an account that is signed in. Sign-ins with its name do not count there."""
    return [(_key("confirmation", str(account_id)), MAX_CONFIRMATIONS)]


def reserve_attempt(connection: redis.Redis, limits: Limits) -> int:
    """Reserve an attempt; return 0, or how many seconds to wait instead."""
    arguments = [WINDOW_SECONDS * 1000, *(most for _, most in limits)]
    try:
        wait = script("take_try")(keys=[key for key, _ in limits], args=arguments, client=connection)
        return math.ceil(int(wait) / 1000)
    except RedisError:
        return math.ceil(local_attempts(connection).reserve(limits, WINDOW_SECONDS))


def return_attempt(connection: redis.Redis, limits: Limits) -> None:
    """Return an attempt that was right."""
    counters = [key for key, _ in limits]
    local_attempts(connection).give_back(counters)
    try:
        script("give_back_try")(keys=counters, args=[], client=connection)
    except RedisError:
        return


def count_one(connection: redis.Redis, kind: str, text: str) -> int:
    """Count one more of a kind within 15 minutes; return how many there are."""
    key = _key(kind, text)
    try:
        with connection.pipeline() as pipeline:
            pipeline.set(key, 0, ex=WINDOW_SECONDS, nx=True)
            pipeline.incr(key)
            return int(pipeline.execute()[1])
    except RedisError:
        return local_attempts(connection).add(key, WINDOW_SECONDS)


def seconds_to_wait(connection: redis.Redis, *, account: str, address: str) -> int:
    """Return how long to wait before another sign-in, or 0."""
    limits = sign_in_limits(account=account, address=address)
    try:
        waits = [int(connection.pttl(key)) for key, most in limits if _count(connection, key) >= most]
        return max(1, math.ceil(max(waits) / 1000)) if waits else 0
    except RedisError:
        return math.ceil(local_attempts(connection).wait(limits))


def _count(connection: redis.Redis, key: str) -> int:
    """Return a count; 0 for one that holds no number: the next try begins it again."""
    return read_or(0, whole_of, connection.get(key))


def note_failure(connection: redis.Redis, *, account: str, address: str) -> None:
    """Count one failed sign-in; the count ends 15 minutes after its first."""
    for kind, text in (("account", account), ("address", address)):
        count_one(connection, kind, text)


def local_attempts(connection: redis.Redis) -> LocalAttempts:
    """Return what this process counts while the server of a client is down."""
    return _local.setdefault(connection, LocalAttempts())


def _key(kind: str, text: str) -> str:
    # Names come from strangers and may be of any length; their hashes are not.
    return keys.login_failures(kind, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32])
