"""The loopback servers of six platforms as destinations of one project, and what readers see there."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from fsp.clock import utc_now
from fsp.destinations.credentials import encrypted
from fsp.models.destination import Destination
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.stores import db
from testbed.platforms import s3, webhook
from testbed.platforms.bluesky import BlueskyServer
from testbed.platforms.ghost import GhostServer
from testbed.platforms.mastodon import MastodonServer
from testbed.platforms.s3 import S3Server
from testbed.platforms.server import PlatformServer
from testbed.platforms.webhook import WebhookReceiver
from testbed.platforms.wordpress import WordPressServer


@dataclass(frozen=True)
class Place:
    """A platform with its server, as a person enters it. `shown` returns the texts that readers see."""

    platform: str
    server: PlatformServer
    settings: dict[str, Any]
    credentials: dict[str, str]
    shown: Callable[[], list[str]]
    rate: tuple[int, int] = field(default=(100_000, 1))
    """The servers count no requests, so that a run is not as slow as an account."""

    def add_to(self, project: Project, settings: Settings, **columns: Any) -> Destination:
        """Add the destination, as one that has been there for a day."""
        units, window_seconds = self.rate
        row = Destination(
            project_id=project.id,
            platform=self.platform,
            name=self.platform.capitalize(),
            settings=self.settings,
            credentials=encrypted(self.credentials, settings=settings),
            rate_units=units,
            rate_window_seconds=window_seconds,
            created_at=utc_now() - timedelta(days=1),
            **columns,
        )
        db.session.add(row)
        db.session.commit()
        return row


@contextmanager
def places() -> Iterator[list[Place]]:
    """Run the servers; yield them as places."""
    with ExitStack() as stack:
        yield [stack.enter_context(_running(make)) for make in (_wordpress, _ghost, _mastodon, _bluesky, _s3, _webhook)]


@contextmanager
def place_that_cannot_tell() -> Iterator[Place]:
    """Run a receiver of webhooks that publishes twice what it gets twice, and that cannot be asked."""
    with _running(_silent_webhook) as place:
        yield place


@contextmanager
def _running(make: Callable[[], Place]) -> Iterator[Place]:
    place = make()
    with place.server.running():
        place.settings.update(_addressed(place.settings, place.server.url))
        yield place


def _addressed(settings: dict[str, Any], url: str) -> dict[str, Any]:
    """Return the settings with the address of the server, which is known once it runs."""
    return {name: value.format(url=url) if isinstance(value, str) else value for name, value in settings.items()}


def _wordpress() -> Place:
    server = WordPressServer()
    author = server.users[1]
    settings = {"url": "{url}", "username": author.name}
    shown = _posts(server, lambda post: post["status"] == "publish")
    return Place("wordpress", server, settings, {"application_password": author.password}, shown)


def _ghost() -> Place:
    server = GhostServer()
    shown = _posts(server, lambda post: post["status"] == "published")
    return Place("ghost", server, {"url": "{url}"}, {"admin_api_key": server.admin_api_key}, shown)


def _mastodon() -> Place:
    server = MastodonServer()
    server.now, server.clock = utc_now(), utc_now
    return Place("mastodon", server, {"server": "{url}"}, {"token": server.token}, _posts(server))


def _bluesky() -> Place:
    server = BlueskyServer()
    server.now, server.clock = utc_now(), utc_now
    settings = {"service": "{url}", "handle": server.handle}
    return Place("bluesky", server, settings, {"app_password": server.password}, _posts(server))


def _s3() -> Place:
    server = S3Server()

    def shown() -> list[str]:
        return [data.decode(errors="replace") for key, (data, _) in list(server.objects.items()) if key.endswith(".md")]

    settings = {"endpoint": "{url}", "bucket": s3.BUCKET, "region": s3.REGION, "path_style": True}
    credentials = {"access_key_id": s3.ACCESS_KEY, "secret_access_key": s3.SECRET_KEY}
    return Place("s3", server, settings, credentials, shown)


def _webhook() -> Place:
    server = WebhookReceiver()
    settings = {"url": "{url}/hook", "ignores_repeats": True}
    return Place("webhook", server, settings, {"secret": webhook.SECRET}, _posts(server))


def _silent_webhook() -> Place:
    server = WebhookReceiver(dedupes=False)
    settings = {"url": "{url}/hook", "ignores_repeats": False}
    return Place("webhook", server, settings, {"secret": webhook.SECRET}, _posts(server))


def _posts(server: PlatformServer, is_shown: Callable[[Any], bool] = lambda _: True) -> Callable[[], list[str]]:
    def shown() -> list[str]:
        return [json.dumps(post, ensure_ascii=False) for post in list(server.posts.values()) if is_shown(post)]

    return shown
