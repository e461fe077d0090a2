"""PgBouncer in transaction mode before the tests' PostgreSQL, with fewer connections than FSP opens."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg

from testbed.processes import free_port
from tests.debian import program

SERVER_CONNECTIONS = 2
START_SECONDS = 10

CONFIGURATION = """\
[databases]
* = host={host} port=5432 user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {connections}
max_client_conn = 100
logfile = {folder}/log
"""


@contextmanager
def pgbouncer(postgres_url: str) -> Iterator[str]:
    """Run PgBouncer before the server of this URL; yield the URL through it."""
    (host,) = parse_qs(urlsplit(postgres_url).query)["host"]
    owner, port = Path(host).stat().st_uid, free_port()
    with tempfile.TemporaryDirectory(prefix="fsp-pgbouncer-") as folder:
        file = Path(folder, "pgbouncer.ini")
        file.write_text(CONFIGURATION.format(host=host, port=port, folder=folder, connections=SERVER_CONNECTIONS))
        for path in (folder, file):
            os.chown(path, owner, -1)
        # It refuses to run as root, and the socket belongs to whoever runs the server.
        with subprocess.Popen(
            [program("pgbouncer"), "-q", str(file)], user=owner, stderr=subprocess.DEVNULL
        ) as process:
            try:
                url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
                _wait_for(url, process)
                yield url
            finally:
                process.terminate()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            assert process.poll() is None, "pgbouncer did not start"
            assert time.monotonic() < deadline, "pgbouncer does not answer"
        else:
            return
