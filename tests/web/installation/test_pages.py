"""The overview shows a copy, with the button that adopts it."""

import redis
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.installation.witnesses import write_identity
from fsp.redis_ops import process_keys
from fsp.settings import Settings
from tests.web.forms import send


def test_the_overview_says_that_nothing_is_sent_and_offers_the_button(
    signed_in: FlaskClient, redis_client: redis.Redis, settings: Settings
) -> None:
    write_identity(redis_client, settings, utc_now())
    redis_client.hset(process_keys.INSTALLATION, "identity", "another")

    overview = signed_in.get("/").text
    send(signed_in, "/installation/adopt")

    assert "This installation may be a copy, so nothing is sent to destinations" in overview
    assert "Adopt this installation" in overview
    assert signed_in.get("/api/installation").json["isHeld"] is False  # type: ignore[index]
