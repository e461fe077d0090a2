"""The host names FSP answers to."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fsp.app import create_app
from fsp.settings import Settings
from fsp.web.hosts import is_own_host

PUBLIC = Settings(base_url="https://fsp.example/blog")
IDN = Settings(base_url="https://bücher.example")
LAN = Settings(host="192.0.2.7")
ALL = Settings(host="0.0.0.0", allow_direct_access=True)


@pytest.mark.parametrize(
    ("host", "settings", "is_own"),
    [
        *(((host, PUBLIC, True)) for host in ("fsp.example", "FSP.example:443", "fsp.example.", "localhost:8000")),
        *(((host, PUBLIC, True)) for host in ("127.0.0.1:8000", "[::1]:8000", "fsp.localhost")),
        *(((host, PUBLIC, False)) for host in ("evil.example", "fsp.example.evil.example", "evil-fsp.example", "")),
        *(((host, PUBLIC, False)) for host in ("192.0.2.7", "fsp.example@evil.example", "evil.example/fsp.example")),
        *(((host, PUBLIC, False)) for host in ("localhost.evil.example", "127.0.0.1.evil.example", "[::1")),
        *(((host, LAN, True)) for host in ("192.0.2.7:8000", "localhost")),
        *(((host, LAN, False)) for host in ("192.0.2.8", "evil.example")),
        *(((host, ALL, True)) for host in ("192.0.2.7:8000", "[2001:db8::1]:8000", "localhost")),
        *(((host, ALL, False)) for host in ("evil.example", "0.0.0.0.evil.example")),
        *(((host, IDN, True)) for host in ("xn--bcher-kva.example", "XN--BCHER-KVA.example:443")),
        *(((host, Settings(), False)) for host in ("evil.example", "192.0.2.7")),
    ],
)
def test_only_own_names_are_answered(host: str, settings: Settings, *, is_own: bool) -> None:
    assert is_own_host(host, settings) is is_own


@pytest.fixture
def visitor(core: Flask, settings: Settings) -> FlaskClient:
    return create_app(settings.model_copy(update={"base_url": "https://fsp.example"})).test_client()


@pytest.mark.parametrize("path", ["/login", "/", "/site/garden/", "/static/site.css", "/api/jobs", "/nowhere"])
def test_another_name_is_refused_with_what_to_do(visitor: FlaskClient, path: str) -> None:
    answer = visitor.get(path, headers={"Host": "evil.example"})

    assert answer.status_code == 400
    assert "FSP_BASE_URL" in answer.text


def test_health_and_programs_may_use_any_name(visitor: FlaskClient) -> None:
    elsewhere = {"Host": "10.1.2.3:8000"}

    health = visitor.get("/api/health/live", headers=elsewhere)
    program = visitor.get("/api/jobs", headers=elsewhere | {"Authorization": "Bearer fsp_x"})

    assert (health.status_code, program.status_code) == (200, 401)
    assert visitor.get("/login", headers={"Host": "fsp.example"}).status_code == 200
