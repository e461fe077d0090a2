"""The account's own statuses. Those that were read once are kept, so that a look-up reads only the newer ones."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fsp.destinations.api_client import ApiClient
from fsp.destinations.mastodon.status import Status, marks_of
from fsp.errors import RemoteGone

PAGE_STATUSES = 40
MAX_PAGES = 25
MAX_KEPT = 2 * MAX_PAGES * PAGE_STATUSES
KEPT_SECONDS = 3600
CLOCK_SKEW = timedelta(minutes=10)
OVERLAP = PAGE_STATUSES - 1
"""How many known statuses are read again, in case the server stored some in another order than their ids."""
_NOTHING_READ = datetime.max.replace(tzinfo=UTC)


@dataclass
class Account:
    """An account as one process knows it. `since` is the time from which on the statuses are complete."""

    id: str
    application: str
    """The name of the application that the token belongs to; empty on servers that do not say it."""
    since: datetime
    began_at: float = field(default_factory=time.monotonic)
    ids: list[str] = field(default_factory=list)
    """Newest first."""
    by_mark: dict[str, list[str]] = field(default_factory=dict)

    def add(self, statuses: list[Status]) -> None:
        """Add statuses, newest first, that are newer than the known ones."""
        self.ids[:0] = [str(status["id"]) for status in statuses]
        for status in statuses:
            for mark in marks_of(status):
                self.by_mark.setdefault(mark, []).append(str(status["id"]))

    def covers(self, since: datetime) -> bool:
        """Return whether the statuses from a time on are known, and not for too long."""
        return self.since <= since and len(self.ids) < MAX_KEPT and time.monotonic() - self.began_at < KEPT_SECONDS


@dataclass(frozen=True)
class OwnStatuses:
    """Reads the statuses of one account. `memory` is what this process keeps for it."""

    api: ApiClient
    memory: dict[str, Any]

    @property
    def application(self) -> str:
        """Return the name of the program that the token belongs to; empty on servers that do not say it."""
        return self._account().application

    def fitting(self, mark: str, *, since: datetime) -> list[Status]:
        """Return the statuses with a mark that were written from a time on. Only those that are new are read."""
        account = self._account()
        if not account.covers(since):
            account = Account(account.id, account.application, since)
        known_ids, new = set(account.ids), []
        for page in self._pages(account.id, since=since, since_id=next(iter(account.ids[OVERLAP:]), "")):
            new += [status for status in page if str(status["id"]) not in known_ids]
            if any(str(status["id"]) in known_ids for status in page):
                break
        account.add(new)
        self.memory[self._key] = account
        # They may have been edited or deleted since they were read.
        statuses = [self._read(status_id) for status_id in account.by_mark.get(mark, [])]
        return [status for status in statuses if status and mark in marks_of(status)]

    @property
    def _key(self) -> str:
        return hashlib.sha256(f"{self.api.base_url} {self.api.headers}".encode()).hexdigest()

    def _account(self) -> Account:
        account = self.memory.get(self._key)
        if not isinstance(account, Account):
            account_id = str(self.api.call_json("GET", "/api/v1/accounts/verify_credentials")["id"])
            account = Account(account_id, self._read_application(), _NOTHING_READ)
            self.memory[self._key] = account
        return account

    def _read_application(self) -> str:
        try:
            application = self.api.call_json("GET", "/api/v1/apps/verify_credentials")
        except RemoteGone:
            # Not every compatible server has this.
            return ""
        return str(application.get("name") or "")

    def _pages(self, account_id: str, *, since: datetime, since_id: str = "") -> Iterator[list[Status]]:
        """Yield pages, newest first, back to a time, or to a status that is known."""
        query: dict[str, Any] = {"limit": PAGE_STATUSES, "exclude_reblogs": "true", "exclude_replies": "true"}
        if since_id:
            query["since_id"] = since_id
        for _ in range(MAX_PAGES):
            page: list[Status] = self.api.call_json("GET", f"/api/v1/accounts/{account_id}/statuses", query=query)
            yield page
            if not page or datetime.fromisoformat(page[-1]["created_at"]) < since - CLOCK_SKEW:
                return
            query["max_id"] = page[-1]["id"]

    def _read(self, status_id: str) -> Status | None:
        try:
            status: Status = self.api.call_json("GET", f"/api/v1/statuses/{status_id}")
        except RemoteGone:
            return None
        return status
