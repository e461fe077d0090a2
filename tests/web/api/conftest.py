"""A program with a token."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fsp.extensions import db
from fsp.models.account import Account
from fsp.web.access.api_tokens import create_token


@pytest.fixture
def token(app: Flask) -> str:
    account = Account(name="robot", role="operator")
    db.session.add(account)
    db.session.commit()
    return create_token(account, "test")


@pytest.fixture
def program(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client
