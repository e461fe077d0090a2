"""Creates whose answers are lost, at six platforms and at one that cannot tell: P2. The time is a number here."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bench.chaos.blind_retries import blind_retries, number_in
from bench.chaos.extent import extent
from bench.chaos.publish_work import add_posts, due_now, publications_in
from bench.chaos.stage import Row, Stage
from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.errors import PermanentFailure, ServiceUnavailable
from fsp.models.destination import SITE, Destination
from fsp.models.item import Item
from fsp.models.publication import PublicationState
from fsp.publishing.deliver import Delivered
from fsp.publishing.destinations import destinations_of
from fsp.publishing.hand_out import want_everywhere
from fsp.publishing.publish_item import publish_at
from fsp.stores import db
from testbed.places import Place, place_that_cannot_tell, places

POSTS = extent(20, 200)
MAX_ATTEMPTS = 20
AFTER_AN_ATTEMPT = timedelta(seconds=81)
"""After it, nothing that an attempt sent can arrive any more."""
LOST: tuple[tuple[int | str, dict[str, Any]], ...] = (
    ("cut-after", {}),
    ("cut-before", {}),
    (500, {"after": True}),
    (504, {"after": True}),
)
CREATES = {
    "wordpress": "POST /wp-json/wp/v2/posts",
    "ghost": "POST /ghost/api/admin/posts/",
    "mastodon": "POST /api/v1/statuses",
    "bluesky": "POST /xrpc/com.atproto.repo.putRecord",
    "s3": "PUT /garden/post-",
    "webhook": "POST /hook",
}
"""How the request starts that creates a post."""


@dataclass
class _Tally:
    missing: int = 0
    doubled: int = 0
    blind: int = 0
    unasked: int = 0
    """Posts at the platform that cannot tell which no person is asked about."""


def lost_answers(stage: Stage) -> Row:
    """Lose the answer to the first create of each post; count what is missing, doubled, blind or not asked about."""
    tally = _Tally()
    with places() as running, place_that_cannot_tell() as silent:
        _send(stage, running, "Asked")
        tally.blind = blind_retries(running)
        for place in running:
            counts = Counter(number_in(text) for text in place.shown())
            tally.missing += sum(counts[number] == 0 for number in range(POSTS))
            tally.doubled += sum(max(0, counts[number] - 1) for number in range(POSTS))
        _send(stage, [silent], "Silent")
        tally.unasked = POSTS - publications_in(PublicationState.UNKNOWN)
        tally.doubled += sum(count - 1 for count in Counter(number_in(text) for text in silent.shown()).values())
    measured = (
        f"{tally.missing} missing, {tally.doubled} doubled, {tally.blind} blind retries; where the platform cannot "
        f"tell, {tally.unasked} posts that no person is asked about"
    )
    what = f"{POSTS} lost answers at each of {len(running)} platforms, and at one that cannot tell"
    return Row(what, measured, "0, 0, 0; 0", tally == _Tally())


def _send(stage: Stage, running: list[Place], title: str) -> None:
    items = add_posts(running, POSTS, title=title)
    due_now()
    servers = {place.platform: place.server for place in running}
    for number, item_id in items.items():
        item = db.session.get_one(Item, item_id)
        want_everywhere(item, utc_now())
        for destination in destinations_of(item.project_id):
            if destination.platform != SITE:
                kind, details = stage.chance.choice(LOST)
                server = servers[destination.platform]
                server.fail_next(kind, on=CREATES[destination.platform], **details)
                _bring(stage, item_id, destination, number)


def _bring(stage: Stage, item_id: int, destination: Destination, number: int) -> Delivered:
    """Run the job of one post until it has ended, as retries do."""
    settings = current_settings().model_copy(update={"destinations_allow_internal": True})
    now = utc_now()

    def clock() -> datetime:
        return now

    for _ in range(MAX_ATTEMPTS):
        try:
            return publish_at(item_id, destination.id, settings=settings, connection=stage.connection, clock=clock)
        except (ServiceUnavailable, PermanentFailure):
            db.session.rollback()
            now += AFTER_AN_ATTEMPT
    raise AssertionError(f"post {number} is not at {destination.name} after {MAX_ATTEMPTS} attempts")
