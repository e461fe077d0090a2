"""The signature of a webhook, as Standard Webhooks defines it.

Source: https://www.standardwebhooks.com, version 1.0.0 of the specification.
"""

import base64
import binascii
import hashlib
import hmac

PREFIX = "whsec_"


def signature(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    """Return the signature of a request: version 1, HMAC-SHA256 over id, time and body."""
    signed = message_id.encode() + b"." + timestamp.encode() + b"." + body
    return f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"


def key_bytes(secret: str) -> bytes:
    """Return the key in a secret: decoded after whsec_, else the text itself; raise ValueError for no base64."""
    if not secret.startswith(PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("has no base64 after whsec_") from None
