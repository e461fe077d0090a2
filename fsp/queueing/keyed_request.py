"""A request with an idempotency key: it is carried out once, and repeating it returns the first result.

Source: the IETF draft "The Idempotency-Key HTTP Header Field" (httpapi, draft 07).
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from fsp.clock import utc_now
from fsp.errors import InvalidInput
from fsp.models.idempotency_key import IdempotencyKey
from fsp.storable import check_text
from fsp.stores import db, end_reading

VALID_FOR = timedelta(hours=24)
MAX_KEY_CHARACTERS = 255


@dataclass(frozen=True)
class KeyedRequest:
    """The hash of a client's key, and the hash of what it requests with it."""

    key_sha256: str
    request_sha256: str

    def read_result(self) -> str | None:
        """Return what this key created within 24 hours; raise InvalidInput if it was used for another request."""
        db.session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < utc_now() - VALID_FOR))
        first = db.session.get(IdempotencyKey, self.key_sha256)
        end_reading()
        if first is None:
            return None
        if first.request_sha256 != self.request_sha256:
            raise InvalidInput("This idempotency key was used for another request within 24 hours. Use a new key.")
        return first.result

    def add_result(self, result: str) -> None:
        """Store what the key created, in the transaction that creates it.

        The commit raises IntegrityError if another request with this key was first.
        """
        row = IdempotencyKey(key_sha256=self.key_sha256, request_sha256=self.request_sha256, result=result)
        db.session.add(row)


def keyed_request(key: str, *, requested_by: str, request: Any) -> KeyedRequest:
    """Return the request for a key. `request` is what it asks for, as JSON values.

    Keys of different accounts are different keys. Raise InvalidInput for a key that cannot be stored.
    """
    check_text(key, "Idempotency-Key")
    if not key or len(key) > MAX_KEY_CHARACTERS:
        raise InvalidInput(f"An idempotency key must be 1–{MAX_KEY_CHARACTERS} characters long, got {len(key)}.")
    return KeyedRequest(_sha256(f"{requested_by}\0{key}"), _sha256(json.dumps(request, sort_keys=True)))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
