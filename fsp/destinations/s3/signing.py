"""AWS Signature Version 4 of a request, in its headers.

Source: Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)".
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, urlsplit

ALGORITHM = "AWS4-HMAC-SHA256"
SERVICE = "s3"
_UNRESERVED = "-_.~"


@dataclass(frozen=True)
class Keys:
    """The keys of an account. The token belongs to temporary ones."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(default="", repr=False)


def encoded_path(path: str) -> str:
    """Return a path as it is sent and signed: everything except unreserved characters and slashes is escaped."""
    return quote(path, safe=f"/{_UNRESERVED}")


def signed_headers(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes,
    keys: Keys,
    region: str,
    now: datetime,
) -> dict[str, str]:
    """Return the headers of a request with its signature. All of them are signed. The URL's path is escaped already."""
    parts = urlsplit(url)
    moment = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    payload_hash = hashlib.sha256(body).hexdigest()
    own = {"Host": parts.netloc, "x-amz-date": moment, "x-amz-content-sha256": payload_hash}
    token = {"x-amz-security-token": keys.session_token} if keys.session_token else {}
    all_headers = {**headers, **own, **token}
    canonical = {name.lower(): " ".join(value.split()) for name, value in all_headers.items()}
    names = ";".join(sorted(canonical))
    request = "\n".join(
        [
            method,
            parts.path or "/",
            _canonical_query(parts.query),
            *(f"{name}:{canonical[name]}" for name in sorted(canonical)),
            "",
            names,
            payload_hash,
        ]
    )
    scope = f"{moment[:8]}/{region}/{SERVICE}/aws4_request"
    to_sign = "\n".join([ALGORITHM, moment, scope, hashlib.sha256(request.encode()).hexdigest()])
    signature = _hmac(_signing_key(keys.secret_access_key, moment[:8], region), to_sign).hex()
    credential = f"{keys.access_key_id}/{scope}"
    return {
        **all_headers,
        "Authorization": f"{ALGORITHM} Credential={credential},SignedHeaders={names},Signature={signature}",
    }


def _canonical_query(query: str) -> str:
    pairs = sorted(
        (quote(name, safe=_UNRESERVED), quote(value, safe=_UNRESERVED))
        for name, value in parse_qsl(query, keep_blank_values=True)
    )
    return "&".join(f"{name}={value}" for name, value in pairs)


def _signing_key(secret: str, date: str, region: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (date, region, SERVICE, "aws4_request"):
        key = _hmac(key, part)
    return key


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
