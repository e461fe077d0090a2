"""A program with a token."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.api.contract import ContractClient


@pytest.fixture
def program(app: Flask, token: str) -> FlaskClient:
    client = ContractClient(app, app.response_class)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client
