"""The small platform is installed, and an admin's program is there."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fsp.accounts.api_tokens import create_token
from fsp.models.account import Account
from fsp.models.item import Item
from fsp.stores import db
from tests.destinations.notes import install_notes
from tests.web.contract import ContractClient


@pytest.fixture(autouse=True)
def _notes(monkeypatch: pytest.MonkeyPatch, garden: Item) -> None:
    install_notes(monkeypatch)


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    """Return a program with an admin's token, held to the OpenAPI document."""
    account = Account(name="root", role="admin")
    db.session.add(account)
    db.session.commit()
    client = ContractClient(app, app.response_class)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {create_token(account, 'test')}"
    return client
