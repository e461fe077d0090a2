"""Sites at their own host names."""

import json
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fsp.app import create_app
from fsp.models.item import Item, ItemState
from fsp.models.redirect import Redirect
from fsp.publishing.publish_item import publish_item
from fsp.settings import Settings
from fsp.stores import db

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SITE = {"Host": "example.org"}
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def hosted(settings: Settings) -> Settings:
    return settings.model_copy(update={"site_hosts": ("example.org=garden",), "base_url": "https://fsp.example"})


@pytest.fixture
def visitor(core: Flask, garden: Item, hosted: Settings) -> FlaskClient:
    db.session.add(Redirect(project_id=garden.project_id, item_id=garden.id, path="2019/old"))
    garden.state = ItemState.SCHEDULED
    db.session.commit()
    publish_item(garden.id, settings=hosted, now=NOW)
    return create_app(hosted).test_client()


def test_its_pages_are_at_the_root_of_the_host(visitor: FlaskClient) -> None:
    home, post = visitor.get("/", headers=SITE), visitor.get("/beans/", headers=SITE)

    with home, post:
        assert (home.status_code, post.status_code) == (200, 200)
        assert '<link rel="canonical" href="https://example.org/beans/">' in post.text
        assert "Set-Cookie" not in post.headers
        assert "script-src 'self'" in post.headers["Content-Security-Policy"]


def test_its_feeds_and_lists_have_addresses_at_the_host(visitor: FlaskClient) -> None:
    feed, sitemap = visitor.get("/feed.xml", headers=SITE), visitor.get("/sitemap.xml", headers=SITE)
    robots, json_feed = visitor.get("/robots.txt", headers=SITE), visitor.get("/feed.json", headers=SITE)

    with feed, sitemap, robots, json_feed:
        links = {link.get("href") for link in ET.fromstring(feed.data).iter(f"{ATOM}link")}
        assert links == {"https://example.org/feed.xml", "https://example.org/", "https://example.org/beans/"}
        assert "<loc>https://example.org/beans/</loc>" in sitemap.text
        assert "Sitemap: https://example.org/sitemap.xml" in robots.text
        assert json.loads(json_feed.data)["items"][0]["url"] == "https://example.org/beans/"


@pytest.mark.parametrize("path", ["/login", "/api/health", "/api/jobs", "/static/fsp.css", "/jobs", "/settings"])
def test_nothing_of_the_dashboard_is_at_the_host(visitor: FlaskClient, path: str) -> None:
    answer = visitor.get(path, headers=SITE)

    with answer:
        assert answer.status_code == 404
        assert "Page not found" in answer.text


def test_nothing_can_be_sent_to_the_host(visitor: FlaskClient) -> None:
    assert visitor.post("/login", headers=SITE, data={"name": "x"}).status_code in {400, 403, 405}


def test_redirects_stay_at_the_host(visitor: FlaskClient) -> None:
    without_slash, old = visitor.get("/beans", headers=SITE), visitor.get("/2019/old/", headers=SITE)

    assert [answer.location for answer in (without_slash, old)] == ["/beans/", "/beans/"]


def test_the_dashboards_origin_serves_no_site(visitor: FlaskClient) -> None:
    answer, other = (visitor.get(f"/site/{path}", headers={"Host": "fsp.example"}) for path in ("garden/beans/", "x/"))

    assert (answer.status_code, answer.location) == (301, "https://example.org/beans/")
    assert (other.status_code, "FSP_SITE_HOSTS" in other.text) == (404, True)


def test_a_client_cannot_claim_to_be_at_the_host(visitor: FlaskClient) -> None:
    answer = visitor.get("/", headers={"Host": "evil.example", "fsp.site": "garden"})

    assert answer.status_code == 400


def test_a_site_that_is_not_public_is_not_shown_there(core: Flask, garden: Item, hosted: Settings) -> None:
    closed = create_app(hosted.model_copy(update={"site_is_public": False})).test_client()

    assert closed.get("/", headers=SITE).status_code == 403


def test_a_proxy_may_name_the_host(core: Flask, garden: Item, hosted: Settings) -> None:
    proxied = create_app(hosted.model_copy(update={"trusted_proxies": 1})).test_client()

    answer = proxied.get("/none/", headers={"Host": "127.0.0.1:8000", "X-Forwarded-Host": "example.org"})

    assert answer.status_code == 404
