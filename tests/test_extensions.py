"""The names that programs outside FSP import."""

import redis
from flask import Flask

from fsp import core, extensions, stores
from fsp.settings import Settings


def test_a_program_gets_the_application_core_and_its_stores(settings: Settings, redis_client: redis.Redis) -> None:
    assert (extensions.core_app, extensions.db) == (core.core_app, stores.db)

    app = extensions.core_app(settings)

    assert isinstance(app, Flask)
    with app.app_context():
        assert extensions.current_redis().ping()
