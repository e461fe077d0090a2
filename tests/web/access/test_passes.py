"""Passes: whose session it is, for when the database is away; never longer than the session."""

from datetime import timedelta

import redis

from fsp.redis_ops import keys
from fsp.security.tokens import fingerprint_of
from fsp.web.access.passes import end_passes, give_pass, name_on_pass
from tests.away import redis_away

AN_HOUR = timedelta(hours=1)


def test_a_pass_names_the_account_and_ends_with_the_session(redis_client: redis.Redis) -> None:
    give_pass(redis_client, "a token", "ada", lasts=AN_HOUR)

    assert name_on_pass(redis_client, "a token") == "ada"
    assert name_on_pass(redis_client, "another") is None
    assert 3590 <= redis_client.ttl(keys.session_pass(fingerprint_of("a token"))) <= 3600
    assert not any(b"a token" in key for key in redis_client.scan_iter())


def test_an_ended_session_gets_no_pass_again(redis_client: redis.Redis) -> None:
    give_pass(redis_client, "a token", "ada", lasts=AN_HOUR)

    end_passes(redis_client, [fingerprint_of("a token")], lasts=AN_HOUR)
    give_pass(redis_client, "a token", "ada", lasts=AN_HOUR)

    assert name_on_pass(redis_client, "a token") is None


def test_without_redis_there_is_no_pass_and_no_fault() -> None:
    away = redis_away()

    give_pass(away, "a token", "ada", lasts=AN_HOUR)
    end_passes(away, ["digest"], lasts=AN_HOUR)

    assert name_on_pass(away, "a token") is None
