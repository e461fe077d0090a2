"""Sending forms as a browser does: from the same origin, with the page's token."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def csrf_of(client: FlaskClient, path: str) -> str:
    """Return the token in a page's form."""
    match = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert match is not None
    return match[1]


def send(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Send a form of a signed-in browser."""
    return client.post(path, data={"csrf_token": csrf_of(client, "/projects"), **fields}, headers=SAME_ORIGIN)
