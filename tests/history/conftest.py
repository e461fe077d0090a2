"""The history on both databases."""

from collections.abc import Iterator

import pytest
import redis
from flask import Flask

from fsp.core import core_app
from fsp.settings import Settings
from fsp.stores import db


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest, settings: Settings, redis_client: redis.Redis) -> Iterator[Flask]:
    if request.param == "sqlite":
        yield request.getfixturevalue("core")
        return
    url = request.getfixturevalue("postgres_server")
    app = core_app(Settings(**{**vars(settings), "database_url": url}))
    with app.app_context():
        db.drop_all()
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()
