"""The web application on real stores, and browsers in and out of it."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from fsp.accounts.api_tokens import create_token
from fsp.accounts.sessions import first_login_token
from fsp.app import create_app
from fsp.cli.up.valkey_program import valkey_program
from fsp.content.revisions import add_current_revision
from fsp.models.account import Account
from fsp.models.item import Item, RevisionOrigin
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.stores import db
from tests.web.contract import ContractClient
from tests.web.forms import SAME_ORIGIN, csrf_of


@pytest.fixture
def app(core: Flask, settings: Settings) -> Flask:
    return create_app(settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def token(app: Flask) -> str:
    account = Account(name="robot", role="operator")
    db.session.add(account)
    db.session.commit()
    return create_token(account, "test")


@pytest.fixture
def signed_in(client: FlaskClient) -> FlaskClient:
    link = f"/login/link/{first_login_token()}"
    answer = client.post(link, data={"csrf_token": csrf_of(client, link)}, headers=SAME_ORIGIN)
    assert answer.status_code == 303
    return client


@pytest.fixture
def garden(app: Flask) -> Item:
    """Return an item with a text, in the project `garden`."""
    project = Project(slug="garden", title="Garden <b>")
    db.session.add(project)
    db.session.flush()
    item = Item(project_id=project.id, slug="beans", title="Beans <i>", brief="When to sow.", tags=["a", "b"])
    db.session.add(item)
    db.session.flush()
    add_current_revision(item, "Text.", RevisionOrigin.IMPORT)
    db.session.commit()
    return item


@pytest.fixture
def own_valkey() -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Start a Valkey that a test may stop."""
    folder = Path(tempfile.mkdtemp(prefix="fsp-valkey-"))
    url = f"unix://{folder}/valkey.sock"
    command = [str(valkey_program()), "--port", "0", "--unixsocket", f"{folder}/valkey.sock", "--dir", str(folder)]
    with subprocess.Popen([*command, "--save", "", "--logfile", f"{folder}/log"]) as server:
        with redis.Redis.from_url(url, retry=Retry(ConstantBackoff(0.02), 250)) as client:
            client.ping()
        yield url, server
        server.kill()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def program(app: Flask, token: str) -> FlaskClient:
    """Return a program with a token, held to the OpenAPI document."""
    client = ContractClient(app, app.response_class)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client
