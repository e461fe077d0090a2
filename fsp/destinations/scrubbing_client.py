"""An HTTP client that removes the credentials of a destination from answers: some servers repeat them in errors."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self

from pydantic import BaseModel, SecretStr

from fsp.security.guarded_http import Answer, GuardedClient

HIDDEN = "[hidden]"
MIN_SECRET_CHARACTERS = 8
"""A shorter secret may be part of ordinary words."""


@dataclass(frozen=True)
class ScrubbingClient(GuardedClient):
    """Sends with `inner`, and replaces each of `secrets` in the body of an answer."""

    inner: GuardedClient = field(default_factory=GuardedClient)
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, inner: GuardedClient, secrets: tuple[str, ...]) -> Self:
        """Return the client that removes these secrets."""
        return cls(**limits_of(inner), inner=inner, secrets=secrets)

    def request(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        """Send a request within the limits of this client."""
        answer = replace(self.inner, **limits_of(self)).request(method, url, headers=headers, body=body)
        content = answer.body
        for secret in self.secrets:
            content = content.replace(secret.encode(), HIDDEN.encode())
        return replace(answer, body=content)


def secrets_in(credentials: BaseModel) -> tuple[str, ...]:
    """Return the values of credentials that are long enough to be recognised, longest first."""
    values = (value.get_secret_value() for _, value in credentials if isinstance(value, SecretStr))
    return tuple(sorted((value for value in values if len(value) >= MIN_SECRET_CHARACTERS), key=len, reverse=True))


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """Return a text without these secrets."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return text


def limits_of(client: GuardedClient) -> dict[str, Any]:
    """Return the limits of a client, for another one that sends with it."""
    return {part.name: getattr(client, part.name) for part in fields(GuardedClient)}
