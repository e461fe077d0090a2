"""`fsp up`: everything comes up, comes back when killed, loses nothing, and goes away without a trace."""

import os
import signal
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import select

from fsp.core import core_app
from fsp.handlers import catalogue  # noqa: F401
from fsp.models.item import Item, ItemState
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.request import request_job
from fsp.redis_connections import connect_redis
from fsp.stores import db, end_reading
from testbed.processes import COMMAND, PARTS, Running, environment, free_port, start, until

EXAMPLES = Path(__file__).parents[3] / "examples" / "posts"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = start(tmp_path_factory.mktemp("up"))
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()


@pytest.fixture
def up(installation: Running) -> Running:
    """Return it running, also after a test that stopped it."""
    if installation.process.poll() is not None:
        installation.start_again()
    return installation


@pytest.fixture
def site(up: Running) -> Path:
    """Import the example posts, unless they are there, and wait until those that are due are published."""
    folder = up.settings.data_dir / "site" / "garden-journal"
    if not folder.exists():
        up.fsp("import", str(EXAMPLES), "--project", "Garden journal")
    due = [folder / "feed.xml", *(folder / slug / "index.html" for slug in ("first-beans", "crop-rotation", "slugs"))]
    until(lambda: all(file.is_file() for file in due), seconds=100, what="the due posts are on the site")
    return folder


def test_it_prints_the_address_and_a_link_once(up: Running) -> None:
    until(lambda: "/login/link/" in up.log.read_text(), seconds=10, what="the login link is printed")

    assert f"FSP is running at http://127.0.0.1:{up.settings.port}/" in up.log.read_text()


def test_imported_posts_are_published_by_the_workers(site: Path) -> None:
    assert (site / "first-beans" / "index.html").is_file()
    assert not (site / "time-capsule").exists()


def test_valkey_listens_on_its_socket_alone(up: Running) -> None:
    (pid,) = up.pids("valkey")

    listening = [
        result for result in psutil.Process(pid).net_connections("inet") if result.status == psutil.CONN_LISTEN
    ]
    folder = up.settings.data_dir / "valkey"
    assert listening == []
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("part", ["worker", "scheduler", "web", "valkey"])
@pytest.mark.usefixtures("site")
def test_a_killed_process_comes_back_and_nothing_is_lost(up: Running, part: str) -> None:
    before = up.pids(part)
    victim = min(before)
    app = core_app(up.settings)
    with app.app_context():
        request = request_job("export-data", {"project": "garden-journal"})
        os.kill(victim, signal.SIGKILL)

        def is_back() -> bool:
            return len(up.pids(part) - {victim}) == len(before) and up.answers()

        until(is_back, seconds=60, what=f"{part} is back")

        def is_done() -> bool:
            state = db.session.scalar(select(JobRequest.state).where(JobRequest.job_id == request.job_id))
            end_reading()
            return state == RequestState.DONE

        until(is_done, seconds=60, what="the job that was asked for is done")
        db.session.remove()
        db.engine.dispose()
    app.extensions["fsp_redis"].close()


def test_a_second_one_on_the_same_folder_is_refused(up: Running) -> None:
    variables = {**up.environment, "FSP_PORT": str(free_port())}

    second = subprocess.run([*COMMAND, "up"], env=variables, capture_output=True, text=True, timeout=30, check=False)

    assert second.returncode == 2
    assert len(second.stderr.strip().splitlines()) == 1


def test_a_reload_puts_a_new_web_in_place_and_no_request_fails(up: Running) -> None:
    before, said = up.pids("web"), up.log.read_text().count("the new web serves")
    faults: list[str] = []
    answered: list[int] = []
    is_over = threading.Event()

    def ask() -> None:
        while not is_over.is_set():
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{up.settings.port}/login", timeout=30) as answer:
                    answer.read()
                answered.append(answer.status)
            except OSError as error:
                faults.append(repr(error))

    callers = [threading.Thread(target=ask) for _ in range(2)]
    for caller in callers:
        caller.start()
    up.process.send_signal(signal.SIGHUP)

    until(lambda: up.log.read_text().count("the new web serves") > said, seconds=60, what="the new web serves")
    until(lambda: not before & up.pids("web"), seconds=60, what="the old one has stopped")
    asked = len(answered)
    until(lambda: len(answered) > asked + 10, seconds=60, what="the new one answers alone")
    is_over.set()
    for caller in callers:
        caller.join()

    assert (faults, set(answered), len(up.pids("web"))) == ([], {200}, 1)


def test_one_that_was_killed_is_started_again_at_once(up: Running) -> None:
    up.process.kill()
    up.process.wait()

    up.start_again()

    assert (up.process.poll(), up.answers(), len(up.pids("valkey"))) == (None, True, 1)
    folder = str((up.settings.data_dir / "valkey").resolve())
    servers = [result for result in psutil.process_iter(["name", "cwd"]) if result.info["cwd"] == folder]
    assert len(servers) == 1
    connection = connect_redis(up.settings)
    assert connection.ping()
    connection.close()


def test_ctrl_c_stops_everything_and_leaves_nothing(up: Running) -> None:
    family = psutil.Process(up.process.pid).children(recursive=True)
    assert {part for part in PARTS if up.pids(part)} == set(PARTS)

    up.stop()

    left = [process for process in family if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]
    assert left == []
    assert not up.answers()
    assert not (up.settings.data_dir / "valkey" / "valkey.sock").exists()


@pytest.mark.usefixtures("site")
def test_what_was_there_is_there_after_the_next_start(up: Running) -> None:
    up.stop()
    up.start_again()

    app = core_app(up.settings)
    with app.app_context():
        states = db.session.scalars(select(Item.state).order_by(Item.state)).all()
        end_reading()
        db.engine.dispose()

    assert states.count(ItemState.PUBLISHED) == 3
    assert states.count(ItemState.SCHEDULED) == 1


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"FSP_PORT": "eighty"}, "FSP_PORT must be a whole number"),
        ({"REDIS_URL": "http://x"}, "REDIS_URL must be a URL"),
        ({"FSP_DATA_DIR": "/dev/null/var"}, "/dev/null/var cannot be made"),
        ({"FSP_JOB_MODULES": "no_such_module"}, "no_such_module"),
    ],
)
def test_what_cannot_work_is_one_line_and_exit_code_two(tmp_path: Path, variables: dict[str, str], says: str) -> None:
    value = {**environment(tmp_path / "var", FSP_PORT=str(free_port())), **variables}

    ended = subprocess.run([*COMMAND, "up"], env=value, capture_output=True, text=True, timeout=60, check=False)

    assert ended.returncode == 2
    assert len(ended.stderr.strip().splitlines()) == 1
    assert says in ended.stderr


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        value = environment(tmp_path / "var", FSP_PORT=port)
        ended = subprocess.run([*COMMAND, "up"], env=value, capture_output=True, text=True, timeout=60, check=False)

    assert ended.returncode == 2
    assert port in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_the_redis_of_others_is_used_when_it_is_named(tmp_path: Path) -> None:
    value = environment(tmp_path / "var", FSP_PORT=str(free_port()), REDIS_URL="redis://127.0.0.1:1/0")

    ended = subprocess.run([*COMMAND, "up"], env=value, capture_output=True, text=True, timeout=60, check=False)

    assert ended.returncode == 2
    assert "REDIS_URL" in ended.stderr
