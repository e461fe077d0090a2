"""The session of a destination in Redis, encrypted, so that workers do not log in for each post."""

from dataclasses import dataclass
from datetime import timedelta

from redis.exceptions import RedisError

from fsp.destinations.credentials import encryption
from fsp.redis_ops.keys import destination_session
from fsp.security.encryption import WrongSecretKey
from fsp.settings import Settings
from fsp.stores import current_redis

LIFETIME = timedelta(days=30)


@dataclass(frozen=True)
class StoredSession:
    """The session of one destination. Without Redis, or with another secret key, there is none: a login follows."""

    destination_id: int
    settings: Settings

    def load(self) -> str:
        """Return what was saved last; empty for nothing."""
        try:
            stored = current_redis().get(destination_session(self.destination_id))
            return encryption(self.settings).decrypt(stored.decode()) if isinstance(stored, bytes) else ""
        except (RedisError, WrongSecretKey):
            return ""

    def save(self, text: str) -> None:
        """Replace what was saved, for 30 days."""
        encrypted = encryption(self.settings).encrypt(text)
        try:
            current_redis().set(destination_session(self.destination_id), encrypted, ex=LIFETIME)
        except RedisError:
            return
