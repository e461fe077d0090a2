"""The signed token that Ghost's Admin API wants with each request."""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

LIFETIME_SECONDS = 240
"""Ghost accepts at most five minutes."""
_AUDIENCE = "/admin/"


def make_token(admin_api_key: str, now: datetime) -> str:
    """Return a JSON Web Token, signed by HS256, that is valid from now on for a few minutes."""
    key_id, _, secret = admin_api_key.partition(":")
    issued_at = int(now.timestamp())
    header = _encoded({"alg": "HS256", "typ": "JWT", "kid": key_id})
    payload = _encoded({"iat": issued_at, "exp": issued_at + LIFETIME_SECONDS, "aud": _AUDIENCE})
    signed = f"{header}.{payload}"
    signature = hmac.new(bytes.fromhex(secret), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_base64(signature)}"


def _encoded(fields: dict[str, Any]) -> str:
    return _base64(json.dumps(fields, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
