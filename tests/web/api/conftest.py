"""A program with a token."""

import pytest
from flask import Flask
from flask.testing import FlaskClient


@pytest.fixture
def program(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client
