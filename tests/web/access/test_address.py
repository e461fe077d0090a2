"""Where a request comes from: what trusted proxies report, and nothing that a visitor makes up."""

import logging

import pytest
import redis
from flask import Flask, request
from flask.testing import FlaskClient

from fsp.accounts.login_attempts import MAX_PER_ADDRESS, note_failure
from fsp.accounts.sessions import first_login_token
from fsp.app import create_app
from fsp.settings import Settings
from fsp.web.access.address import client_address, network_of
from tests.web.forms import SAME_ORIGIN, csrf_of


@pytest.fixture
def behind(core: Flask, settings: Settings) -> Flask:
    return create_app(settings.model_copy(update={"trusted_proxies": 1, "base_url": "https://fsp.example"}))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "nonsense", "nonsense"),
    ],
)
def test_the_address_is_the_one_the_last_trusted_proxy_saw(
    core: Flask, settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    app = create_app(settings.model_copy(update={"trusted_proxies": proxies}))
    results = []
    app.add_url_rule("/where", "login.show_where", lambda: results.append(client_address()) or "")

    app.test_client().get("/where", headers={"X-Forwarded-For": forwarded})
    app.before_request_funcs[None].insert(0, lambda: results.append(client_address()))
    app.test_client().get("/login", headers={"X-Forwarded-For": forwarded})

    assert results[-1] == address


def test_protocol_and_host_come_from_the_proxy(behind: Flask) -> None:
    results = []
    behind.before_request_funcs[None].insert(0, lambda: results.append((request.scheme, request.host)))
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "fsp.example"}

    answer = behind.test_client().get("/login", headers=forwarded)

    assert results == [("https", "fsp.example")]
    assert "Strict-Transport-Security" in answer.headers


def test_wrong_names_of_one_visitor_lock_nobody_else_out(behind: Flask, redis_client: redis.Redis) -> None:
    first_login_token()
    client = behind.test_client()
    form = {"csrf_token": csrf_of(client, "/login"), "password": "a wrong guess"}

    def try_in(name: str, address: str) -> int:
        headers = SAME_ORIGIN | {"X-Forwarded-For": address}
        return client.post("/login", data=form | {"name": name}, headers=headers).status_code

    for number in range(MAX_PER_ADDRESS - 1):
        note_failure(redis_client, account=f"name {number}", address="203.0.113.9")

    assert [try_in(name, "203.0.113.9") for name in ("last", "admin")] == [401, 429]
    assert try_in("admin", "203.0.113.10") == 401


def test_a_proxy_that_is_not_trusted_is_named_once(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "fsp.web.access.address"):
        for _ in range(3):
            page = csrf_of(client, "/login")
            form = {"csrf_token": page, "name": "x", "password": "y"}
            client.post("/login", data=form, headers=SAME_ORIGIN | {"X-Forwarded-For": "203.0.113.9"})

    assert caplog.text.count("FSP_TRUSTED_PROXIES") == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("nonsense", "nonsense"),
    ],
)
def test_tries_are_counted_by_network(address: str, network: str) -> None:
    assert network_of(address) == network
