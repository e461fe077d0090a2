"""The time limit of a question: it ends what goes on without end, and only that."""

from collections.abc import Iterator

import pytest
import redis
from sqlalchemy import text

from fsp.core import core_app
from fsp.history.query_timeout import TookTooLong, time_limit
from fsp.settings import Settings
from fsp.stores import db

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"


@pytest.fixture(params=["sqlite", "postgresql"])
def _database(request: pytest.FixtureRequest, settings: Settings, redis_client: redis.Redis) -> Iterator[None]:
    if request.param == "sqlite":
        request.getfixturevalue("core")
        yield
        return
    app = core_app(Settings(**{**vars(settings), "database_url": request.getfixturevalue("postgres_server")}))
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


@pytest.mark.usefixtures("_database")
def test_what_takes_too_long_is_broken_off_and_the_session_goes_on() -> None:
    with pytest.raises(TookTooLong), time_limit(0.05):
        db.session.scalar(text(ENDLESS))

    with time_limit(60):
        assert db.session.scalar(text("SELECT 1")) == 1
    assert db.session.scalar(text("SELECT 2")) == 2
    db.session.commit()
