"""Reads when a token expires in the answers of GitHub.

Source: GitHub Docs, "Token expiration and revocation": the header `GitHub-Authentication-Token-Expiration`.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

_HEADER = "github-authentication-token-expiration"
_FORMATS = ("%Y-%m-%d %H:%M:%S %z", "%Y-%m-%d %H:%M:%S UTC")


def expiry_in_headers(answers: Iterable[Mapping[str, str]]) -> datetime | None:
    """Return the moment that the last of these headers states; None if none does."""
    texts = [text for headers in answers if (text := headers.get(_HEADER, "").strip())]
    return _moment_of(texts[-1]) if texts else None


def _moment_of(text: str) -> datetime | None:
    for form in _FORMATS:
        try:
            moment = datetime.strptime(text, form)  # noqa: DTZ007 - made UTC below
        except ValueError:
            continue
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
