"""When the credentials of a destination expire: a token says so itself, its platform does, or a person enters it."""

import base64
import binascii
import json
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, SecretStr

from fsp.clock import from_epoch, utc_now
from fsp.destinations.contract import CheckResult
from fsp.destinations.fields import InvalidFields
from fsp.models.destination import Destination
from fsp.stored import number_of, read_or

TOKEN, PLATFORM, PERSON = "token", "platform", "person:"
JWT_PARTS = 3
MAX_SECONDS = 1e10
"""About 300 years: a larger number is a fault, or milliseconds."""


def expiry_of_secrets(credentials: BaseModel) -> datetime | None:
    """Return when the first of the secrets expires that are JSON Web Tokens with `exp`; None if none is."""
    secrets = (value.get_secret_value() for _, value in credentials if isinstance(value, SecretStr))
    moments = [moment for secret in secrets if (moment := _expiry_of_token(secret))]
    return min(moments, default=None)


def expiry_in_answer(content: Any, now: datetime) -> datetime | None:
    """Return when a token expires by the answer of its server: `exp` (RFC 7662), else `expires_in` (RFC 6749)."""
    if not isinstance(content, dict):
        return None
    if "exp" in content:
        return _moment(content["exp"])
    seconds = read_or(None, number_of, content.get("expires_in"))
    return now + timedelta(seconds=seconds) if seconds is not None and 0 < seconds < MAX_SECONDS else None


def learn_expiry(destination: Destination, credentials: BaseModel, results: list[CheckResult] | None = None) -> None:
    """Set the expiry that the platform or the token states, and nothing if neither does. Not committed."""
    stated = min((result.expires_at for result in results or () if result.expires_at), default=None)
    of_token = expiry_of_secrets(credentials)
    if stated or of_token:
        destination.credentials_expire_at = stated or of_token
        destination.expiry_source = PLATFORM if stated else TOKEN


def set_expiry(destination: Destination, expires_at: datetime | None, *, by: str) -> None:
    """Set when the credentials expire, as a person says; None if they never do. Not committed. Raise InvalidFields."""
    if expires_at is not None and expires_at < utc_now() - timedelta(days=366):
        raise InvalidFields({"credentials_expire_at": "must not be more than a year ago"})
    destination.credentials_expire_at = expires_at
    destination.expiry_source = f"{PERSON}{by}"[:200] if expires_at else ""


def expiry_source_in_words(destination: Destination) -> str:
    """Return who said when the credentials expire."""
    source = destination.expiry_source
    if source.startswith(PERSON):
        return f"entered by {source.removeprefix(PERSON)}"
    return {TOKEN: "as the token says", PLATFORM: "as the platform says"}.get(source, "")


def expiry_check(destination: Destination, now: datetime) -> list[CheckResult]:
    """Return the check of the expiry, if it is known."""
    expires_at = destination.credentials_expire_at
    if expires_at is None:
        return []
    words = f"{expires_at:%Y-%m-%d %H:%M} UTC, {expiry_source_in_words(destination)}"
    if expires_at <= now:
        return [CheckResult("Expiry", is_ok=False, seen=f"They expired on {words}.", fix="Replace the credentials.")]
    return [CheckResult("Expiry", is_ok=True, seen=f"They expire on {words}.")]


def _expiry_of_token(secret: str) -> datetime | None:
    parts = secret.strip().split(".")
    if len(parts) != JWT_PARTS or not parts[0].startswith("eyJ"):
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError):
        return None
    return _moment(claims.get("exp")) if isinstance(claims, dict) else None


def _moment(value: Any) -> datetime | None:
    seconds = read_or(None, number_of, value)
    # A token without an end, such as one with exp 0, states nothing.
    return from_epoch(seconds) if seconds is not None and 0 < seconds < MAX_SECONDS else None
