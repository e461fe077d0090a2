"""Rate-limits sign-in attempts. They are counted in Redis for all web processes, or per process while Redis is down.

The limits follow OWASP ASVS 5.0, 6.3.1: a few attempts per account, more per address, then a wait. An attempt is
reserved before the password is compared and returned if it was correct, so concurrent attempts cannot exceed the limit.
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
MAX_ADDRESS_MAILS = 5

Limits = Sequence[tuple[str, int]]

_local: WeakKeyDictionary[redis.Redis, LocalAttempts] = WeakKeyDictionary()


def sign_in_limits(*, account: str, address: str) -> Limits:
    """Return the counters of a sign-in and their limits."""
    return [(_key("account", account), MAX_PER_ACCOUNT), (_key("address", address), MAX_PER_ADDRESS)]


def confirmation_limits(account_id: int) -> Limits:
    """Return the counter of a signed-in account. Failed sign-ins with its name do not count there."""
    return [(_key("confirmation", str(account_id)), MAX_CONFIRMATIONS)]


def address_mail_limits(account_id: int) -> Limits:
    """Return the counter of the mails with which an account confirms its address."""
    return [(_key("address-mail", str(account_id)), MAX_ADDRESS_MAILS)]


def reserve_attempt(connection: redis.Redis, limits: Limits) -> int:
    """Reserve an attempt; return 0, or the number of seconds to wait."""
    arguments = [WINDOW_SECONDS * 1000, *(most for _, most in limits)]
    try:
        wait = script("take_try")(keys=[key for key, _ in limits], args=arguments, client=connection)
        return math.ceil(int(wait) / 1000)
    except RedisError:
        return math.ceil(local_attempts(connection).reserve(limits, WINDOW_SECONDS))


def return_attempt(connection: redis.Redis, limits: Limits) -> None:
    """Return a reserved attempt after a correct password."""
    counters = [key for key, _ in limits]
    local_attempts(connection).give_back(counters)
    try:
        script("give_back_try")(keys=counters, args=[], client=connection)
    except RedisError:
        return


def count_one(connection: redis.Redis, kind: str, text: str) -> int:
    """Count an event of this kind; return how many there were within 15 minutes."""
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
    """Return a count, or 0 if the stored value is not a number. The next attempt replaces such a value."""
    return read_or(0, whole_of, connection.get(key))


def note_failure(connection: redis.Redis, *, account: str, address: str) -> None:
    """Count a failed sign-in. The counter expires 15 minutes after its first failure."""
    for kind, text in (("account", account), ("address", address)):
        count_one(connection, kind, text)


def local_attempts(connection: redis.Redis) -> LocalAttempts:
    """Return the counters of this process, used while the client's Redis server is down."""
    return _local.setdefault(connection, LocalAttempts())


def _key(kind: str, text: str) -> str:
    # Names come from unauthenticated users and may have any length; their hashes do not.
    return keys.login_failures(kind, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32])
