"""Static files: addresses with a hash of the content, kept for a year; plain addresses, checked with each use."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fsp.web.assets import hashed_path


@pytest.mark.parametrize("name", ["fsp.css", "vendor/htmx.min.js", "icon.svg", "fsp.js"])
def test_a_hashed_file_is_kept_for_a_year_and_never_checked(app: Flask, client: FlaskClient, name: str) -> None:
    with app.app_context():
        path = hashed_path(name)

    response = client.get(path)

    assert re.fullmatch(r"/static/[\w./-]+\.[0-9a-f]{12}\.\w+", path)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.mimetype == client.get(f"/static/{name}").mimetype


def test_a_plain_name_is_checked_with_each_use(client: FlaskClient) -> None:
    first = client.get("/static/fsp.css")
    again = client.get("/static/fsp.css", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "no-cache"
    assert (again.status_code, again.data) == (304, b"")


def test_a_hash_of_another_version_gets_this_one_and_is_not_kept(client: FlaskClient) -> None:
    response = client.get("/static/fsp.0123456789ab.css")

    assert response.data == client.get("/static/fsp.css").data
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["none.css", "none.0123456789ab.css", "js", "..%2fpyproject.toml"])
def test_what_is_no_static_file_is_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_pages_name_hashed_files_alone(client: FlaskClient) -> None:
    paths = re.findall(r'"(/static/[^"]+)"', client.get("/login").text)

    assert len(paths) == 8
    assert all(re.search(r"\.[0-9a-f]{12}\.\w+$", path) for path in paths)
    assert all("immutable" in client.get(path).headers["Cache-Control"] for path in paths)


def test_the_scripts_of_the_pages_are_one_file(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        scripts = client.get(hashed_path("fsp.js")).text

    assert '"js/imports/zip.js"()' in scripts
    assert not re.search(r"^(import|export)\b", scripts, re.MULTILINE)
