"""The token of a request to Ghost."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

from fsp.destinations.ghost.token import make_token
from testbed.platforms.ghost_tokens import check_token

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
KEY_ID, SECRET = "6b0d93ac0e796f5e18a98ea1", "0123456789abcdef" * 4


def test_a_token_is_signed_and_expires_within_five_minutes() -> None:
    header, payload, signature = make_token(f"{KEY_ID}:{SECRET}", NOW).split(".")

    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    signed = hmac.new(bytes.fromhex(SECRET), f"{header}.{payload}".encode(), hashlib.sha256).digest()
    assert json.loads(base64.urlsafe_b64decode(header + "==")) == {"alg": "HS256", "typ": "JWT", "kid": KEY_ID}
    assert claims["exp"] - claims["iat"] <= 300
    assert claims["aud"] == "/admin/"
    assert base64.urlsafe_b64decode(signature + "==") == signed


def test_the_server_accepts_it() -> None:
    token = make_token(f"{KEY_ID}:{SECRET}", NOW)

    assert check_token(f"Ghost {token}", {KEY_ID: SECRET}, NOW) == KEY_ID
