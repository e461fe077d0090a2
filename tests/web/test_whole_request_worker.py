"""Half-sent requests take no thread: the page answers beside any number of them."""

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import TConn

from fsp.web.whole_request_worker import ARRIVAL_SECONDS, MAX_WAITING_BYTES, WholeRequestWorker
from testbed.processes import free_port, until

APPLICATION = """
def app(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(body) + 1))])
    return [body + b"!"]
"""
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Start gunicorn with two threads on a small application; return its port."""
    folder, port = tmp_path_factory.mktemp("application"), free_port()
    (folder / "small.py").write_text(APPLICATION)
    command = [sys.executable, "-m", "gunicorn", "small:app", "--bind", f"127.0.0.1:{port}", "--threads", "2"]
    command += ["--worker-class", "fsp.web.whole_request_worker.WholeRequestWorker", "--no-control-socket"]
    where = str(Path(__file__).parents[2])
    with subprocess.Popen(command, cwd=folder, env={**os.environ, "PYTHONPATH": where}) as server:
        until(lambda: can_connect(port), seconds=20, what="gunicorn listens")
        yield port
        server.send_signal(signal.SIGTERM)


def can_connect(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False


def connect(port: int, *pieces: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for piece in pieces:
        connection.sendall(piece)
    return connection


def answer_of(connection: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"!"):
        piece = connection.recv(4096)
        assert piece, answer
        answer += piece
    return answer


@pytest.mark.parametrize(
    "half",
    [
        HEAD + b"\r\nab",
        HEAD,
        b"POST",
        HEAD.replace(b"Content-Length: 5", b"Transfer-Encoding: chunked") + b"\r\n5\r\nab",
    ],
)
def test_a_page_answers_beside_forty_half_requests(port: int, half: bytes) -> None:
    with contextlib.ExitStack() as stack:
        halves = [stack.enter_context(connect(port, half)) for _ in range(40)]

        with connect(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") as whole:
            assert answer_of(whole).endswith(b"\r\n\r\n!")
        if half == HEAD + b"\r\nab":
            halves[7].sendall(b"cde")
            assert answer_of(halves[7]).endswith(b"abcde!")


def test_a_page_answers_beside_clients_that_do_not_close(port: int) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(20):
            left = stack.enter_context(connect(port, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
            assert answer_of(left).endswith(b"!")


def test_requests_follow_each_other_on_one_connection(port: int) -> None:
    entry = HEAD + b"\r\nabcde"

    with connect(port, entry + entry[:-2]) as connection:
        read_until(connection, b"abcde!")
        connection.sendall(entry[-2:] + HEAD + b"Expect: 100-continue\r\n\r\n")
        after = read_until(connection, b"abcde!", b"100 Continue\r\n\r\n")
        connection.sendall(b"abcde")
        rest = after.rpartition(b"100 Continue")[2] + read_until(connection, b"abcde!")

    assert rest.endswith(b"abcde!")


def read_until(connection: socket.socket, *parts: bytes) -> bytes:
    answer = b""
    while not all(part in answer for part in parts):
        piece = connection.recv(4096)
        assert piece, answer
        answer += piece
    return answer


@pytest.fixture
def worker() -> Iterator[WholeRequestWorker]:
    """Return a worker whose event loop and clock the test moves."""
    worker = WholeRequestWorker(1, os.getppid(), [], SimpleNamespace(), 30, Config(), SimpleNamespace())
    worker.poller = selectors.DefaultSelector()
    now = [0.0]
    worker.clock = lambda: now[0]
    worker.now = now
    yield worker
    for conn in list(worker.arriving):
        worker._drop(conn)
    worker.poller.close()
    worker.tmp.close()


def arrive(worker: WholeRequestWorker, text: bytes) -> socket.socket:
    ours, theirs = socket.socketpair()
    theirs.sendall(text)
    worker.nr_conns += 1
    worker.enqueue_req(TConn(worker.cfg, ours, ("", 0), ("", 0)))
    return theirs


def test_half_a_request_has_a_deadline(worker: WholeRequestWorker) -> None:
    with arrive(worker, HEAD) as half, arrive(worker, b"") as silent:
        worker.now[0] = ARRIVAL_SECONDS - 1
        worker.murder_pending()
        before = (worker.nr_conns, len(worker.arriving))
        worker.now[0] = ARRIVAL_SECONDS
        worker.murder_pending()

        assert (before, worker.nr_conns, len(worker.arriving), worker.waiting_bytes) == ((2, 2), 0, 0, 0)
        assert half.recv(100).startswith(b"HTTP/1.1 408")
        assert silent.recv(100) == b""


def test_what_waits_has_a_bound(worker: WholeRequestWorker) -> None:
    with arrive(worker, HEAD) as small, arrive(worker, HEAD + b"X: " + b"y" * 1000) as large:
        worker.waiting_bytes = MAX_WAITING_BYTES + 500
        worker._make_room()

        assert large.recv(100).startswith(b"HTTP/1.1 408")
        assert len(worker.arriving) == 1
        assert small.fileno() > 0


def test_a_worker_that_stops_waits_a_second(worker: WholeRequestWorker) -> None:
    with arrive(worker, HEAD) as half:
        worker.alive = False
        worker.now[0] = 1.0
        worker.murder_pending()

        assert half.recv(100).startswith(b"HTTP/1.1 408")
