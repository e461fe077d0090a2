"""A copy of an installation never publishes, and an ordinary restart is never held: with real folders and databases."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import redis
from flask import Flask

from fsp.cli.migrate import upgrade_database
from fsp.clock import utc_now
from fsp.content.project_settings import ProjectText, create_project
from fsp.core import core_app
from fsp.installation.decide import Copied
from fsp.installation.guard import adopt, record_beat, why_outgoing_is_held
from fsp.models.installation import Installation
from fsp.models.item import Item
from fsp.models.publication import Publication
from fsp.redis_ops import process_keys
from fsp.settings import Settings
from fsp.stores import db

Held = Callable[[], Copied | None]


@pytest.fixture
def published(core: Flask, settings: Settings, redis_client: redis.Redis) -> Settings:
    """Return the settings of an installation that has published outside."""
    project = create_project(ProjectText("Garden"))
    item = Item(project_id=project.id, slug="beans", title="Beans")
    db.session.add(item)
    db.session.flush()
    db.session.add(Publication(item_id=item.id, platform="journal", external_id="7", state="published"))
    db.session.commit()
    assert why_outgoing_is_held(redis_client, settings, utc_now()) is None
    record_beat(redis_client, settings, utc_now())
    return settings


def copy_of(settings: Settings, target: Path) -> Settings:
    """Copy the data folder as `cp -a` does."""
    shutil.copytree(settings.data_dir, target, symlinks=True)
    return settings.model_copy(update={"data_dir": target})


def test_a_copied_folder_is_held_until_it_is_adopted(
    published: Settings, redis_client: redis.Redis, tmp_path: Path
) -> None:
    copy = copy_of(published, tmp_path / "copy")

    beside = why_outgoing_is_held(redis_client, copy, utc_now())
    record_beat(redis_client, copy, utc_now())
    original = why_outgoing_is_held(redis_client, published, utc_now())
    adopt(redis_client, copy, utc_now(), by="ada")

    assert (beside, original) == (Copied.FOLDER, None)
    assert why_outgoing_is_held(redis_client, copy, utc_now()) is None
    assert db.session.query(Installation.adopted_by).scalar() == "ada"


def test_a_folder_restored_in_the_place_of_the_original_is_held(
    published: Settings, redis_client: redis.Redis, tmp_path: Path
) -> None:
    copy_of(published, tmp_path / "backup")
    shutil.rmtree(published.data_dir)
    shutil.copytree(tmp_path / "backup", published.data_dir)

    assert why_outgoing_is_held(redis_client, published, utc_now()) is Copied.FOLDER


def test_a_database_alone_is_held(published: Settings, redis_client: redis.Redis, tmp_path: Path) -> None:
    redis_client.flushdb()
    (tmp_path / "new").mkdir()

    held = why_outgoing_is_held(redis_client, published.model_copy(update={"data_dir": tmp_path / "new"}), utc_now())

    assert held is Copied.ALONE
    assert redis_client.exists(process_keys.INSTALLATION) == 0


@pytest.mark.parametrize("has_redis", [True, False])
def test_an_older_database_is_held(published: Settings, redis_client: redis.Redis, has_redis: bool) -> None:
    now = utc_now()
    record_beat(redis_client, published, now)
    db.session.query(Installation).update({"beat_at": now - timedelta(hours=1)})
    db.session.commit()
    if not has_redis:
        redis_client.flushdb()

    assert why_outgoing_is_held(redis_client, published, utc_now()) is Copied.OLDER


def test_a_hundred_restarts_deploys_and_fail_overs_are_not_held(
    published: Settings, redis_client: redis.Redis, tmp_path: Path
) -> None:
    mark, settings, held = published.data_dir / "installation", published, []
    other_host = published.model_copy(update={"data_dir": tmp_path / "other-host"})
    other_host.data_dir.mkdir()
    for number in range(100):
        now = utc_now() + timedelta(minutes=number)
        match number % 6:
            case 0:
                redis_client.flushdb()
            case 1:
                mark.chmod(0o640 if number % 4 else 0o600)
            case 2:
                held.append(why_outgoing_is_held(redis_client, other_host, now))
            case 3:
                moved = settings.data_dir.with_name(f"moved-{number}")
                settings.data_dir.rename(moved)
                settings = published.model_copy(update={"data_dir": moved})
                mark = moved / "installation"
            case 4:
                db.session.query(Installation).update({"beat_at": now - timedelta(minutes=3)})
                db.session.commit()
        held.append(why_outgoing_is_held(redis_client, settings, now))
        record_beat(redis_client, settings, now)

    assert [reason for reason in held if reason] == []


def test_a_damaged_mark_is_written_again(published: Settings, redis_client: redis.Redis) -> None:
    (published.data_dir / "installation.json").write_text("{")

    assert why_outgoing_is_held(redis_client, published, utc_now()) is None
    assert (published.data_dir / "installation.json").read_text() != "{"


def test_a_new_installation_on_postgresql_gets_its_identity(
    postgres_server: str, redis_client: redis.Redis, tmp_path: Path
) -> None:
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    settings = Settings(data_dir=tmp_path, database_url=postgres_server, secret_key="x")
    app = core_app(settings)
    with app.app_context():
        upgrade_database(app)

        record_beat(redis_client, settings, utc_now())

        assert db.session.query(Installation.identity).scalar()
        assert why_outgoing_is_held(redis_client, settings, utc_now()) is None
        db.session.remove()
        db.engine.dispose()
