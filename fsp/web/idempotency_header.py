"""The `Idempotency-Key` header of requests that create something."""

from typing import Any

from flask import g
from pydantic import BaseModel, Field

from fsp.queueing.keyed_request import KeyedRequest, keyed_request


class IdempotencyHeader(BaseModel):
    """The optional key of a request."""

    idempotency_key: str | None = Field(
        None,
        alias="Idempotency-Key",
        description="A request that is repeated with the same key within 24 hours runs once",
    )

    def keyed(self, request: Any) -> KeyedRequest | None:
        """Return the request of this account with its key, None without one; raise InvalidInput for an invalid key."""
        if self.idempotency_key is None:
            return None
        return keyed_request(self.idempotency_key, requested_by=g.account.name, request=request)
