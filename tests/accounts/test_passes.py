"""Passes: whose session it is, for when the database is away; short, and never longer than the session."""

from datetime import timedelta

import redis

from fsp.accounts.passes import end_passes, give_pass, name_on_pass
from fsp.clock import utc_now
from fsp.redis_ops import keys
from fsp.security.tokens import fingerprint_of
from tests.away import redis_away

NOW = utc_now()
ENDS_AT = NOW + timedelta(hours=1)
KEY = keys.session_pass(fingerprint_of("a token"))


def test_a_pass_names_the_account_and_is_short(redis_client: redis.Redis) -> None:
    give_pass(redis_client, "a token", "ada of the night", ends_at=ENDS_AT)

    assert name_on_pass(redis_client, "a token", NOW) == "ada of the night"
    assert name_on_pass(redis_client, "another", NOW) is None
    assert 590 <= redis_client.ttl(KEY) <= 600
    assert not any(b"a token" in key for key in redis_client.scan_iter())


def test_each_look_renews_a_pass_until_the_end_of_the_session(redis_client: redis.Redis) -> None:
    give_pass(redis_client, "a token", "ada", ends_at=ENDS_AT)
    redis_client.expire(KEY, 10)

    results = [name_on_pass(redis_client, "a token", at) for at in (NOW, ENDS_AT - timedelta(seconds=2), ENDS_AT)]

    assert results == ["ada", "ada", None]
    assert redis_client.ttl(KEY) >= 590


def test_a_pass_is_renewed_though_it_ran_out(redis_client: redis.Redis) -> None:
    give_pass(redis_client, "a token", "ada", ends_at=ENDS_AT)
    redis_client.expire(KEY, 10)

    give_pass(redis_client, "a token", "ada", ends_at=ENDS_AT)
    renewed = redis_client.ttl(KEY)
    redis_client.delete(KEY)
    give_pass(redis_client, "a token", "ada", ends_at=ENDS_AT)

    assert renewed >= 590
    assert name_on_pass(redis_client, "a token", NOW) == "ada"


def test_an_ended_session_gets_no_pass_again(redis_client: redis.Redis) -> None:
    give_pass(redis_client, "a token", "ada", ends_at=ENDS_AT)

    end_passes(redis_client, [fingerprint_of("a token")])
    give_pass(redis_client, "a token", "ada", ends_at=ENDS_AT)

    assert name_on_pass(redis_client, "a token", NOW) is None


def test_without_redis_there_is_no_pass_and_no_fault() -> None:
    away = redis_away()

    give_pass(away, "a token", "ada", ends_at=ENDS_AT)
    end_passes(away, ["digest"])

    assert name_on_pass(away, "a token", NOW) is None
