"""The adoption of a copy by a program."""

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.accounts.api_tokens import create_token
from fsp.clock import utc_now
from fsp.installation.witnesses import write_identity
from fsp.models.account import Account
from fsp.models.audit_entry import AuditEntry
from fsp.redis_ops import process_keys
from fsp.settings import Settings
from fsp.stores import db
from tests.web.contract import ContractClient


@pytest.fixture
def admin_program(app: Flask) -> FlaskClient:
    account = Account(name="root", role="admin")
    db.session.add(account)
    db.session.commit()
    client = ContractClient(app, app.response_class)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {create_token(account, 'test')}"
    return client


def copy(connection: redis.Redis) -> None:
    """Let Redis be that of another installation."""
    connection.hset(process_keys.INSTALLATION, "identity", "another")


def test_a_copy_is_shown_and_adopted_by_a_program(
    admin_program: FlaskClient, redis_client: redis.Redis, settings: Settings
) -> None:
    write_identity(redis_client, settings, utc_now())
    before = admin_program.get("/api/installation").json
    copy(redis_client)

    held = admin_program.get("/api/installation").json
    adopted = admin_program.post("/api/installation/adopt").json

    assert before == adopted == {"isHeld": False, "reason": ""}
    assert held == {"isHeld": True, "reason": "Redis belongs to another installation than the database."}
    assert db.session.query(AuditEntry).filter_by(action="adopt installation").count() > 0


def test_only_admins_adopt(program: FlaskClient) -> None:
    assert program.post("/api/installation/adopt").status_code == 403
