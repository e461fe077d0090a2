"""Counts blind retries: creates of a post after one that may have been carried out, without a look in between.

A create that repeats the platform's own handle (an idempotency key, a record's or file's name) is not blind: the
platform promises that it is the same post.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from testbed.places import Place
from testbed.platforms.messages import Request

_TOKEN = re.compile(r"token(\d+)x\d+v")
_MARKER = re.compile(r"fsp-[0-9a-f]{32}")
_REFUSED = range(400, 500)
"""The server certainly carried nothing out."""


@dataclass(frozen=True)
class Create:
    """A request that creates a post: its number, the handle that makes a repeat harmless, and FSP's marker."""

    number: int
    handle: str = ""
    marker: str = ""


def number_in(text: str) -> int:
    """Return the number of the post whose text it is; -1 for another text."""
    token = _TOKEN.search(text)
    return int(token[1]) if token else -1


def blind_retries(places: Iterable[Place]) -> int:
    """Return how many creates the servers got blindly."""
    return sum(count_blind(place.platform, place.server.log) for place in places)


def count_blind(platform: str, log: Iterable[tuple[Request, int]]) -> int:
    """Return how many creates in a server's log were blind."""
    uncertain: dict[int, Create] = {}
    blind = 0
    for request, status in list(log):
        create = _create_of(platform, request)
        if create is None:
            for number in _looked_for(platform, request, status, uncertain):
                uncertain.pop(number, None)
            continue
        earlier = uncertain.get(create.number)
        blind += earlier is not None and not (create.handle and create.handle == earlier.handle)
        if status not in _REFUSED:
            uncertain[create.number] = create
    return blind


def _create_of(platform: str, request: Request) -> Create | None:
    start, handle_of = _CREATES[platform]
    handle = handle_of(request) if f"{request.method} {request.path}".endswith(start) else None
    if handle is None:
        return None
    text = request.body.decode(errors="replace")
    marker = _MARKER.search(text)
    return Create(number_in(text), handle, marker[0] if marker else "")


def _put_key(request: Request) -> str | None:
    return str(request.json["rkey"]) if request.json.get("swapRecord", "") is None else None


def _event_id(request: Request) -> str | None:
    return request.headers["webhook-id"] if request.json["type"] == "post.published" else None


_CREATES: dict[str, tuple[str, Callable[[Request], str | None]]] = {
    "wordpress": ("POST /wp-json/wp/v2/posts", lambda _: ""),
    "ghost": ("POST /ghost/api/admin/posts/", lambda _: ""),
    "mastodon": ("POST /api/v1/statuses", lambda request: request.headers.get("idempotency-key", "")),
    "bluesky": ("POST /xrpc/com.atproto.repo.putRecord", _put_key),
    "s3": (".md", lambda request: request.path if request.method == "PUT" else None),
    "webhook": ("POST /hook", _event_id),
}
"""How the request ends that creates a post, and the handle in it; None if it does something else."""


def _looked_for(platform: str, request: Request, status: int, uncertain: dict[int, Create]) -> list[int]:
    """Return the posts that a request asked for and was answered about."""
    if request.method != "GET" or status != 200:
        return []
    if platform == "mastodon" and request.path.endswith("/statuses"):
        return list(uncertain)
    asked = request.query.get("search" if platform == "wordpress" else "filter", [""])[0]
    marker = _MARKER.search(asked)
    return [number for number, create in uncertain.items() if marker and create.marker == marker[0]]
