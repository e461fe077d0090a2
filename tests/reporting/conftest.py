"""Reports read and write SQL: each test runs on both databases."""

from collections.abc import Iterator

import pytest
import redis
from flask import Flask

from fsp.core import core_app
from fsp.settings import Settings
from fsp.stores import db


@pytest.fixture(params=["sqlite", "postgresql"])
def core(request: pytest.FixtureRequest, settings: Settings, redis_client: redis.Redis) -> Iterator[Flask]:
    """Return the application core on an empty database of each kind."""
    url = request.getfixturevalue("postgres_server") if request.param == "postgresql" else None
    settings.data_dir.mkdir(mode=0o700, parents=True)
    app = core_app(settings.model_copy(update={"database_url": url}))
    with app.app_context():
        db.drop_all()
        db.create_all()
        yield app
        db.session.remove()
        db.drop_all()
        db.engine.dispose()
    app.extensions["fsp_redis"].close()
