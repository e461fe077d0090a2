"""A naive publisher at the servers of a chaos run, with their faults: it creates, and repeats after any error."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from bench.chaos.blind_retries import blind_retries, number_in
from bench.chaos.server_faults import TRANSIENT, let_fail
from fsp.clock import utc_now
from fsp.destinations.catalogue import platform_class
from fsp.destinations.contract import ImageLimits, Platform, Post, PostImage, Tools
from fsp.errors import FspError
from fsp.security.guarded_http import GuardedClient
from fsp.settings import Settings
from testbed.places import Place, places

MAX_TRIES = 5


@dataclass(frozen=True)
class Naive:
    """What became of its posts."""

    doubled: int
    blind: int


def publish_naively(posts: int, seed: int) -> Naive:
    """Send posts to every place; return how many are there twice, and how many creates were sent blindly."""
    with places() as running:
        let_fail(
            [place.server for place in running], seed, [(kind, share) for kind, share in TRANSIENT if kind != "slow"]
        )
        with ThreadPoolExecutor(len(running)) as pool:
            list(pool.map(lambda place: _publish(place, posts), running))
        counts = [Counter(number_in(text) for text in place.shown()) for place in running]
        return Naive(sum(max(0, count - 1) for each in counts for count in each.values()), blind_retries(running))


def _publish(place: Place, posts: int) -> None:
    for number in range(posts):
        for _ in range(MAX_TRIES):
            with suppress(FspError):
                naive_platform(place).create(naive_post(number))
                break


def naive_platform(place: Place) -> Platform:
    """Return the platform of a place. It remembers nothing, as in a new process for each attempt."""
    kind = platform_class(place.platform)
    tools = Tools(Settings(), GuardedClient(allow_internal=True), utc_now, _no_image, _NoUploads())
    credentials = kind.CredentialsModel.model_validate(place.credentials)
    return kind(kind.SettingsModel.model_validate(place.settings), credentials, tools)


def _no_image(_image: PostImage, _limits: ImageLimits) -> NoReturn:
    raise FspError("The posts have no images.")


class _NoUploads:
    def find(self, sha256: str) -> None:  # noqa: ARG002
        return None

    def remember(self, sha256: str, external_id: str, url: str) -> None:
        pass

    def forget(self, sha256: str) -> None:
        pass


def naive_post(number: int) -> Post:
    """Return a post with its number in the title."""
    title, address = f"Post token{number}x0v", f"https://chaos.example/post-{number}/"
    return Post(
        key=f"fsp-{number}",
        item_id=number,
        project_id=1,
        project_slug="chaos",
        slug=f"post-{number}",
        title=title,
        summary="",
        markdown="Text.",
        html="<p>Text.</p>",
        text=f"{title} {address}",
        tags=(),
        authors=(),
        language="en",
        canonical_url=address,
        published_at=utc_now(),
    )
