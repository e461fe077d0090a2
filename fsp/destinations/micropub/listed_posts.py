"""Lists the posts of a Micropub server, page by page.

Source: the Micropub extensions "Query for Post List" and its paging, as servers implement it: `after`, or `offset`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fsp.destinations.micropub.api import MicropubApi
from fsp.errors import InconclusiveLookup, PermanentFailure

PAGE_POSTS, MAX_PAGES = 17, 600
"""Servers return 20 posts or more at once. A page with exactly this number was therefore cut by our limit."""


@dataclass(frozen=True)
class _Page:
    items: list[dict[str, Any]]
    after: str = ""
    total: int | None = None


def listed_posts(api: MicropubApi, *, back_to: datetime | None = None) -> Iterator[dict[str, Any]]:
    """Yield the properties of all posts; raise InconclusiveLookup if the server does not show all of them.

    With `back_to` it ends at the first page of only older posts, if the server lists the newest first.
    """
    query: dict[str, str] = {}
    before: list[dict[str, Any]] = []
    count, dates = 0, _Dates(back_to)
    for _ in range(MAX_PAGES):
        page = _read_page(api, PAGE_POSTS, query)
        if page.items and page.items == before:
            _expect_no_more(api, count)
            return
        yield from page.items
        before, count = page.items, count + len(page.items)
        if not page.items or _is_last(page, query, count) or dates.are_past(page.items):
            return
        query = {"after": page.after} if page.after else {"offset": str(count)}
    raise InconclusiveLookup("The server has more posts than FSP reads.")


class _Dates:
    """The dates of the listed posts, as far as they were read."""

    def __init__(self, back_to: datetime | None) -> None:
        self._back_to, self._last = back_to, datetime.max.replace(tzinfo=UTC)
        self._is_descending = back_to is not None

    def are_past(self, items: list[dict[str, Any]]) -> bool:
        """Return whether the posts were listed by their date, the newest first, and all of these are older."""
        if self._back_to is None or not self._is_descending:
            return False
        dates = [_date_of(properties) for properties in items]
        for date in dates:
            self._is_descending = self._is_descending and date is not None and date <= self._last
            self._last = date or self._last
        return self._is_descending and all(date is not None and date < self._back_to for date in dates)


def _date_of(properties: dict[str, Any]) -> datetime | None:
    """Return when an entry was published; None if it does not say so."""
    values = properties.get("published")
    try:
        date = datetime.fromisoformat(str(values[0])) if isinstance(values, list) and values else None
    except ValueError:
        return None
    return date.replace(tzinfo=UTC) if date is not None and date.tzinfo is None else date


def _read_page(api: MicropubApi, limit: int, query: dict[str, str]) -> _Page:
    content = api.query(q="source", limit=limit, **query)
    items, paging = content.get("items"), content.get("paging")
    if not isinstance(items, list):
        raise PermanentFailure("The server does not list its posts. Change the setting “Lists posts”.")
    properties = [item["properties"] for item in items if isinstance(item.get("properties"), dict)]
    if not isinstance(paging, dict):
        return _Page(properties)
    total = paging.get("total")
    return _Page(properties, str(paging.get("after") or ""), total if isinstance(total, int) else None)


def _is_last(page: _Page, query: dict[str, str], count: int) -> bool:
    """Return whether a page is the last one, as far as the server says it."""
    if page.after:
        return False
    if page.total is not None:
        return count >= page.total
    return "after" in query or len(page.items) < PAGE_POSTS


def _expect_no_more(api: MicropubApi, count: int) -> None:
    """Raise InconclusiveLookup if a server that ignores the offset may have more posts."""
    if count > PAGE_POSTS or len(_read_page(api, count + 1, {}).items) > count:
        raise InconclusiveLookup(f"The server shows only its first {count} posts, whatever the offset.")
