"""The session of a Bluesky account: kept for all workers, refreshed when it ends, renewed by a login if need be.

A server allows 30 logins in five minutes, so a login for each post would soon be refused.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fsp.destinations.api_client import ApiClient, ApiResponse
from fsp.destinations.nothing_created import nothing_created
from fsp.destinations.session_store import SessionStore
from fsp.errors import PermanentFailure

Send = Callable[[str, dict[str, str]], ApiResponse]
"""Sends a request with the account's id and the headers that authorise it."""

_ENDED = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired"})


@dataclass(frozen=True)
class Session:
    """An account's id and its tokens."""

    did: str
    access: str
    refresh: str


@dataclass(frozen=True)
class Sessions:
    """The session of one account. `api` has no authorisation of its own."""

    api: ApiClient
    handle: str
    password: str
    store: SessionStore

    def authorised(self, send: Send) -> ApiResponse:
        """Send a request with the session; if it has ended, renew it and send the request once more.

        The server carries nothing out for a session that has ended, so the repetition is safe.
        """
        with nothing_created():
            session = self._stored() or self._log_in()
        response = send(session.did, _bearer(session.access))
        if _has_ended(response):
            with nothing_created():
                session = self._renewed(session)
            response = send(session.did, _bearer(session.access))
        return response

    def check(self) -> ApiResponse:
        """Return the server's answer about the account, with a session that is valid."""
        return self.authorised(
            lambda _did, headers: self.api.send("GET", "/xrpc/com.atproto.server.getSession", headers=headers)
        )

    def _renewed(self, ended: Session) -> Session:
        stored = self._stored()
        if stored and stored != ended:
            return stored
        response = self.api.send("POST", "/xrpc/com.atproto.server.refreshSession", headers=_bearer(ended.refresh))
        return self._keep(response.json) if response.is_success else self._log_in()

    def _log_in(self) -> Session:
        fields = {"identifier": self.handle, "password": self.password}
        response = self.api.send("POST", "/xrpc/com.atproto.server.createSession", fields=fields)
        if response.status == HTTPStatus.UNAUTHORIZED and _error_of(response) == "AuthFactorTokenRequired":
            raise PermanentFailure(f"{self.api.host} asks for a code by mail. Use an app password instead.")
        self.api.raise_for(response)
        return self._keep(response.json)

    def _keep(self, answer: Any) -> Session:
        if not isinstance(answer, dict) or not all(answer.get(name) for name in ("did", "accessJwt", "refreshJwt")):
            raise PermanentFailure(f"{self.api.host} returned no session. Check the address of the server.")
        session = Session(str(answer["did"]), str(answer["accessJwt"]), str(answer["refreshJwt"]))
        self.store.save(json.dumps([self._owner, session.did, session.access, session.refresh]))
        return session

    def _stored(self) -> Session | None:
        """Return the stored session; None if it belongs to another account or password."""
        try:
            owner, did, access, refresh = json.loads(self.store.load() or "[]")
        except ValueError:
            return None
        return Session(did, access, refresh) if owner == self._owner else None

    @property
    def _owner(self) -> str:
        return hashlib.sha256(f"{self.api.base_url}\n{self.handle}\n{self.password}".encode()).hexdigest()


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _error_of(response: ApiResponse) -> str:
    content = response.json
    return str(content.get("error", "")) if isinstance(content, dict) else ""


def _has_ended(response: ApiResponse) -> bool:
    """Return whether the session is invalid: 400 or 401 with the name of the error."""
    is_refused = response.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED}
    return is_refused and _error_of(response) in _ENDED
