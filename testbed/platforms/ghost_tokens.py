"""How Ghost checks the token of a request."""

import base64
import binascii
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

from testbed.platforms.ghost_errors import refused

MAX_AGE_SECONDS = 300


def check_token(authorization: str, keys: dict[str, str], now: datetime) -> str:
    """Return the id of the key that signed the token; raise Refused."""
    scheme, _, token = authorization.partition(" ")
    if scheme != "Ghost":
        text = "Unable to determine the authenticated user or integration."
        raise refused(403, "NoPermissionError", "Authorization failed", text)
    try:
        header, payload, signature = token.split(".")
        fields, claims = _decoded(header), _decoded(payload)
        sent_signature = base64.urlsafe_b64decode(signature + "==")
    except (ValueError, binascii.Error):
        raise refused(400, "BadRequestError", "Invalid token", code="INVALID_JWT") from None
    key = keys.get(str(fields.get("kid")))
    if key is None:
        raise refused(401, "UnauthorizedError", "Unknown Admin API Key", code="UNKNOWN_ADMIN_API_KEY")
    expected = hmac.new(bytes.fromhex(key), f"{header}.{payload}".encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(expected, sent_signature):
        raise refused(401, "UnauthorizedError", "Invalid token: invalid signature", code="INVALID_JWT")
    seconds = now.timestamp()
    if claims["exp"] < seconds or claims["iat"] + MAX_AGE_SECONDS < seconds:
        raise refused(401, "UnauthorizedError", "Invalid token: jwt expired", code="INVALID_JWT")
    if claims.get("aud") != "/admin/":
        raise refused(401, "UnauthorizedError", "Invalid token: jwt audience invalid.", code="INVALID_JWT")
    return str(fields["kid"])


def _decoded(part: str) -> dict[str, Any]:
    content = json.loads(base64.urlsafe_b64decode(part + "=="))
    if not isinstance(content, dict):
        raise ValueError(part)
    return content
