"""The secret key is rotated while workers publish: every post arrives, and none is refused."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import redis
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.destinations.credentials import encrypted
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.item import Item
from fsp.models.publication import Publication
from fsp.publishing.hand_out import hand_out
from fsp.publishing.outstanding import enqueue_wanted
from fsp.secret_keys import secret_keys
from fsp.settings import Settings
from fsp.stores import db
from fsp.worker.worker import FspWorker
from testbed.platforms.webhook import SECRET, WebhookReceiver
from tests.publishing.journal import Journals

MakeItem = Callable[..., Item]
POSTS = 20
ROTATE = """
import os, sys
from fsp.core import core_app
from fsp.destinations.rotate import rotate_secrets
from fsp.settings import from_environment
settings = from_environment(os.environ)
count = 0
with core_app(settings).app_context():
    print("ready", flush=True)
    while not os.path.exists(sys.argv[1]):
        count += rotate_secrets(settings).count
print(count)
"""


@contextmanager
def rotating(settings: Settings) -> Iterator[list[int]]:
    """Rotate the key again and again in another process; the list gets how often."""
    stop, counts = settings.data_dir / "stop", list[int]()
    variables = {**os.environ, "FSP_DATA_DIR": str(settings.data_dir), "REDIS_URL": settings.redis_url or ""}
    variables.pop("FSP_SECRET_KEY", None)
    with subprocess.Popen(
        [sys.executable, "-c", ROTATE, str(stop)], env=variables, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            yield counts
        finally:
            stop.touch()
            counts.append(int(process.stdout.read()))


def test_keys_that_are_rotated_while_workers_publish_lose_nothing(
    journal: Journals, make_item: MakeItem, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = journal.settings.model_copy(update={"secret_key": None})
    monkeypatch.setattr("fsp.handlers.item_scheduled_publish.current_settings", lambda: own)
    now, first_keys = utc_now(), secret_keys(own)
    items = [make_item(f"post-{number}", publish_at=now) for number in range(POSTS)]
    with WebhookReceiver().running() as server:
        place = journal.add("webhook", credentials=encrypted({"secret": SECRET}, settings=own))
        place.settings = {"url": f"{server.url}/hook"}
        db.session.commit()
        for item in items:
            hand_out(item, now)
        enqueue_wanted(redis_client, now)

        with rotating(own) as rotations:
            FspWorker(["high"], connection=redis_client, settings=own).work(burst=True)

    db.session.expire_all()
    states = db.session.scalars(select(Publication.state).where(Publication.platform == "webhook")).all()
    assert (len(server.created), list(states)) == (POSTS, ["published"] * POSTS)
    assert db.session.scalars(select(DeadLetterQueue)).all() == []
    assert rotations[0] > 1
    assert not set(first_keys) & set(secret_keys(own))
