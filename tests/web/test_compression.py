"""Compressed responses: where the client accepts them and they are worth it; tags and 304 hold as without."""

import gzip
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fsp.errors import Changed
from fsp.settings import Settings
from fsp.web.assets import hashed_path
from fsp.web.etags import refuse_unless

GZIP = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize("path", ["/jobs", "/api/openapi.json", "/static/fsp.css", "/static/vendor/htmx.min.js"])
def test_text_is_compressed_where_the_client_accepts_it(signed_in: FlaskClient, path: str) -> None:
    plain, compressed = signed_in.get(path), signed_in.get(path, headers=GZIP)

    assert "Content-Encoding" not in plain.headers
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert len(gzip.decompress(compressed.data)) == pytest.approx(len(plain.data), rel=0.01)
    assert len(compressed.data) < len(plain.data) / 2
    assert all("Accept-Encoding" in response.headers["Vary"] for response in (plain, compressed))


def test_small_responses_and_files_of_sites_stay_as_they_are(client: FlaskClient, settings: Settings) -> None:
    page: Path = settings.data_dir / "site" / "garden" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<h1>Garden</h1>" * 1000)

    for path in ("/api/health?quick=true", "/static/icon.svg", "/site/garden/"):
        with client.get(path, headers=GZIP) as response:
            assert (response.status_code, response.headers.get("Content-Encoding")) == (200, None)


def test_a_stream_stays_as_it_is(signed_in: FlaskClient) -> None:
    with signed_in.get("/audit.csv", headers=GZIP) as response:
        assert (response.status_code, response.is_streamed) == (200, True)
        assert "Content-Encoding" not in response.headers


def test_a_refresh_that_changed_nothing_is_304_also_when_compressed(signed_in: FlaskClient) -> None:
    asking = GZIP | {"HX-Request": "true"}
    first = signed_in.get("/job-types", headers=asking)
    again = signed_in.get("/job-types", headers=asking | {"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, first.headers["Content-Encoding"]) == (200, "gzip")
    assert first.headers["ETag"].startswith('W/"')
    assert (again.status_code, again.data) == (304, b"")


def test_each_encoding_of_a_file_has_a_tag_of_its_own(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        path = hashed_path("fsp.css")

    plain, compressed = client.get(path), client.get(path, headers=GZIP)
    again = client.get(path, headers=GZIP | {"If-None-Match": compressed.headers["ETag"]})

    assert plain.headers["ETag"] != compressed.headers["ETag"]
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("encoding", ["", ":gzip", ":br", ":zstd"])
def test_the_tag_of_a_compressed_response_is_good_for_if_match(app: Flask, encoding: str) -> None:
    with app.test_request_context(headers={"If-Match": f'"mark{encoding}"'}):
        refuse_unless("mark")
        with pytest.raises(Changed):
            refuse_unless("other")
