"""Headers: on every answer, faults included."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fsp.accounts.manage import account_named
from fsp.accounts.sessions import open_session
from fsp.app import create_app
from fsp.errors import ServiceUnavailable
from fsp.models.account import Role
from fsp.models.item import Item
from fsp.settings import Settings


@pytest.mark.parametrize("path", ["/login", "/nowhere", "/api/health?quick=true", "/api/nowhere", "/static/none"])
def test_every_answer_is_guarded(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "require-trusted-types-for 'script'; trusted-types htmx" in headers["Content-Security-Policy"]


def test_an_error_in_place_of_a_preview_has_the_policy_of_pages(
    signed_in: FlaskClient, garden: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **_options: object) -> None:
        raise ServiceUnavailable("The disk is full.")

    preview = signed_in.get(f"/items/{garden.id}/preview")
    monkeypatch.setattr("fsp.web.items.pages.read_preview", fail)
    fault = signed_in.get(f"/items/{garden.id}/preview")

    assert (preview.status_code, fault.status_code) == (200, 503)
    assert "script-src" not in preview.headers["Content-Security-Policy"]
    assert "script-src 'nonce-" in fault.headers["Content-Security-Policy"]
    assert "script-src 'nonce-" in signed_in.get("/items/99/preview").headers["Content-Security-Policy"]


def test_each_answer_has_a_nonce_of_its_own(client: FlaskClient) -> None:
    policies = {client.get("/login").headers["Content-Security-Policy"] for _ in range(3)}

    assert len(policies) == 3


def test_pages_are_not_kept_by_browsers(signed_in: FlaskClient) -> None:
    assert signed_in.get("/").headers["Cache-Control"] == "no-store"


def test_https_is_remembered(client: FlaskClient) -> None:
    answer = client.get("/login", base_url="https://localhost")

    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("is_public", [True, False])
def test_a_site_that_is_closed_is_kept_by_no_cache(core: Flask, settings: Settings, *, is_public: bool) -> None:
    page = settings.data_dir / "site" / "garden" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<h1>Garden</h1>")
    app = create_app(settings.model_copy(update={"site_is_public": is_public}))
    browser = app.test_client()
    browser.set_cookie("fsp_session", open_session(account_named("ada", role=Role.VIEWER).id))

    caches = []
    for visitor in (browser, app.test_client()):
        for path in ("/site/garden/", "/site/garden/none", "/site/garden"):
            with visitor.get(path) as answer:
                caches.append(answer.headers.get("Cache-Control", ""))
    with (
        browser.get("/site/garden/") as first,
        browser.get("/site/garden/", headers={"If-None-Match": first.headers["ETag"]}) as again,
    ):
        caches.append(again.headers["Cache-Control"])

    assert all(("public" in cache or not cache) for cache in caches) is is_public
    assert all(cache == "private, no-store" for cache in caches) is not is_public


@pytest.mark.parametrize("kind", ["img-src", "media-src"])
def test_a_site_shows_images_and_videos_of_other_servers_over_https_alone(
    client: FlaskClient, settings: Settings, kind: str
) -> None:
    page = settings.data_dir / "site" / "garden" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<h1>Garden</h1>")

    with client.get("/site/garden/") as answer:
        policy = answer.headers["Content-Security-Policy"].split("; ")

    assert f"{kind} 'self' https:" in policy
    assert "default-src 'none'" in policy
