"""The web application on real stores, and browsers in and out of it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fsp.app import create_app
from fsp.settings import Settings
from fsp.web.access.accounts import first_login_token

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def app(core: Flask, settings: Settings) -> Flask:
    return create_app(settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def csrf_of(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


@pytest.fixture
def signed_in(client: FlaskClient) -> FlaskClient:
    link = f"/login/link/{first_login_token()}"
    answer = client.post(link, data={"csrf_token": csrf_of(client, link)}, headers=SAME_ORIGIN)
    assert answer.status_code == 303
    return client
