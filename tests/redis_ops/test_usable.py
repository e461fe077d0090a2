"""A Redis that can never be used is refused at the start, with the reason; one that may come back is not."""

import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from fsp.cli.up.valkey_program import valkey_program
from fsp.errors import SettingsError
from fsp.redis_ops.usable import check_redis_is_usable
from fsp.settings import Settings
from testbed.processes import free_port, until
from tests.refusing import CODES, refusing


def _refusal(url: str) -> str:
    with pytest.raises(SettingsError) as refused:
        check_redis_is_usable(Settings(redis_url=url))
    return str(refused.value)


@pytest.mark.parametrize("code", CODES)
def test_what_may_pass_is_waited_for(redis_client: redis.Redis, settings: Settings, code: str) -> None:
    with refusing(redis_client, code):
        check_redis_is_usable(settings)


@pytest.mark.parametrize("url", [None, "redis://127.0.0.1:1", "unix:///nowhere/valkey.sock"])
def test_one_that_is_down_is_waited_for(settings: Settings, url: str | None) -> None:
    check_redis_is_usable(settings.model_copy(update={"redis_url": url}))


def test_a_wrong_password_is_refused(redis_client: redis.Redis, settings: Settings) -> None:
    redis_client.execute_command("ACL", "SETUSER", "ada", "on", ">right", "~*", "+@all")

    said = _refusal(f"{settings.redis_url}?username=ada&password=wrong")

    assert "REDIS_URL has no user or password that it accepts (WRONGPASS" in said
    check_redis_is_usable(
        settings.model_copy(update={"redis_url": f"{settings.redis_url}?username=ada&password=right"})
    )


def test_a_database_that_is_not_there_is_refused(redis_client: redis.Redis, settings: Settings) -> None:
    assert "DB index is out of range" in _refusal(f"{settings.redis_url}?db=999")


@pytest.fixture(scope="module")
def cluster_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("cluster"), free_port()
    command = [str(valkey_program()), "--port", str(port), "--cluster-enabled", "yes", "--dir", str(folder)]
    command += ["--bind", "127.0.0.1", "--cluster-port", str(free_port()), "--logfile", str(folder / "log")]
    with subprocess.Popen([*command, "--save", ""]) as server:
        url = f"redis://127.0.0.1:{port}"
        until(lambda: _answers(url), seconds=20, what="the cluster answers")
        yield url
        server.terminate()


def _answers(url: str) -> bool:
    try:
        return bool(redis.Redis.from_url(url).ping())
    except redis.ConnectionError:
        return False


def test_a_cluster_is_refused(cluster_url: str) -> None:
    assert _refusal(cluster_url).startswith("REDIS_URL names a Redis Cluster.")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificate")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(folder / "key"), "-out", str(folder / "pem")]
    subprocess.run(command, check=True, capture_output=True)
    return folder


def test_an_unknown_authority_is_refused_with_what_to_do(certificate: Path) -> None:
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "pem", certificate / "key")
    with _serving(_shake_hands, context) as server:
        said = _refusal(f"rediss://127.0.0.1:{server.getsockname()[1]}")

    assert "certificate verify failed" in said
    assert "ssl_ca_certs=" in said


def test_a_server_without_tls_is_refused_with_what_to_do(redis_client: redis.Redis) -> None:
    with _serving(_speak_plainly) as server:
        said = _refusal(f"rediss://127.0.0.1:{server.getsockname()[1]}")

    assert "use redis:// instead of rediss://" in said


@contextmanager
def _serving(answer: Callable[..., None], *arguments: object) -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer, args=(server, *arguments))
        thread.start()
        try:
            yield server
        finally:
            # A thread that waits for a connection does not notice that the socket is closed.
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def _shake_hands(server: socket.socket, context: "object") -> None:
    import ssl

    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        try:
            assert isinstance(context, ssl.SSLContext)
            context.wrap_socket(connection, server_side=True).close()
        except OSError:
            connection.close()


def _speak_plainly(server: socket.socket) -> None:
    while True:
        try:
            connection, _ = server.accept()
            connection.recv(100)
            connection.sendall(b"-ERR unknown command\r\n")
            connection.close()
        except OSError:
            return
