"""The guarded client: no internal target, no redirect, no waiting for ever."""

import itertools
import threading
from collections.abc import Iterator

import pytest

from fsp.errors import AddressRefused, AnswerLost, ServiceUnavailable
from fsp.security.guarded_http import MAX_BODY_BYTES, GuardedClient, pinned_socket
from tests.receiver import Receiver, receiving

HOSTS = [
    "127.0.0.1",
    "127.0.0.2",
    "127.1",
    "127.0.1",
    "0",
    "0.0.0.0",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "2130706433",
    "0x7f000001",
    "0x7F.0.0.1",
    "0x7f.1",
    "017700000001",
    "0177.0.0.1",
    "0177.1",
    "127.0x0.0.1",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::127.0.0.1]",
    "[2002:7f00:1::]",
    "169.254.169.254",
    "[::ffff:169.254.169.254]",
    "0xa9fea9fe",
    "2852039166",
    "0251.0376.0251.0376",
    "169.254.43518",
    "168.63.129.16",
    "100.100.100.200",
    "100.64.0.1",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.1.1",
    "192.0.0.192",
    "198.18.0.1",
    "192.0.2.1",
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.1",
    "[fd00::1]",
    "[fd00:ec2::254]",
    "[fc00::1]",
    "[fe80::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[2001:db8::1]",
]
ODD = [
    "http://public@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}@example.com/",
    "http://user:word@localhost:{port}/",
    "http://127.0.0.1:{port}#@example.com/",
    "http://127.0.0.1:{port}?@example.com/",
    "http://①②⑦.0.0.1:{port}/",
    "http://127。0。0。1:{port}/",
    "http://%31%32%37.0.0.1:{port}/",
    "http:///127.0.0.1:{port}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "127.0.0.1:{port}",
    "",
]
CORPUS = [f"http://{host}:{{port}}/" for host in HOSTS] + ODD


@pytest.fixture(scope="module")
def canary() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def test_the_corpus_is_long_and_the_canary_sings(canary: Receiver) -> None:
    GuardedClient(allow_internal=True).request("GET", canary.url)

    assert len(CORPUS) >= 60
    assert canary.connections == 1


@pytest.mark.parametrize("url", CORPUS)
def test_an_internal_target_is_refused_and_never_reached(canary: Receiver, url: str) -> None:
    client, before = GuardedClient(), canary.connections
    value = url.format(port=canary.port)

    with pytest.raises(AddressRefused):
        client.check(value)
    with pytest.raises(AddressRefused):
        client.request("POST", value, body=b"x")
    assert canary.connections == before


def test_a_name_that_turns_private_after_it_was_saved_is_refused(receiver: Receiver) -> None:
    answers = itertools.chain([["93.184.215.14"]], itertools.repeat(["127.0.0.1"]))
    client = GuardedClient(resolve=lambda *_: next(answers))
    url = f"http://flips.example:{receiver.port}/"

    client.check(url)
    with pytest.raises(AddressRefused):
        client.request("GET", url)
    assert receiver.connections == 0


def test_a_request_resolves_once_and_connects_to_what_was_checked(receiver: Receiver) -> None:
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    client = GuardedClient(allow_internal=True, resolve=resolve)
    client.request("POST", f"http://hook.example:{receiver.port}/path", body=b"hello")

    assert asked == ["hook.example"]
    assert receiver.calls[0].headers["host"] == f"hook.example:{receiver.port}"
    assert (receiver.calls[0].path, receiver.calls[0].body) == ("/path", b"hello")


def test_a_redirect_is_an_answer_and_not_followed(receiver: Receiver, canary: Receiver) -> None:
    receiver.status, receiver.headers = 302, {"Location": canary.url}
    before = canary.connections

    answer = GuardedClient(allow_internal=True).request("POST", receiver.url)

    assert (answer.status, canary.connections) == (302, before)


def test_no_proxy_of_the_environment_is_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")

    assert GuardedClient(allow_internal=True).request("GET", receiver.url).status == 200


def test_a_long_body_is_cut(receiver: Receiver) -> None:
    receiver.body = b"x" * (MAX_BODY_BYTES * 3)

    assert len(GuardedClient(allow_internal=True).request("GET", receiver.url).body) == MAX_BODY_BYTES


def test_a_server_that_never_answers_costs_the_whole_time_and_no_more(receiver: Receiver) -> None:
    receiver.hold = threading.Event()

    with pytest.raises(AnswerLost, match="gave no answer"):
        GuardedClient(allow_internal=True, total_seconds=0.2).request("GET", receiver.url)


def test_no_single_read_outlasts_the_whole_time(receiver: Receiver) -> None:
    moments = itertools.chain([0.0, 1.0, 2.0], itertools.repeat(11.0))

    with pytest.raises(ServiceUnavailable, match="it took"):
        GuardedClient(allow_internal=True, monotonic=lambda: next(moments)).request("POST", receiver.url)


def test_an_error_repeats_the_host_and_not_the_secret() -> None:
    with receiving() as gone:
        url = f"{gone.url}/secret-path?token=hunter2"

    with pytest.raises(ServiceUnavailable) as caught:
        GuardedClient(allow_internal=True).request("GET", url)
    assert "127.0.0.1" in str(caught.value)
    assert not isinstance(caught.value, AnswerLost), "nothing was sent"
    assert "secret" not in str(caught.value)


def test_other_protocols_are_pinned_too(receiver: Receiver) -> None:
    with pytest.raises(AddressRefused):
        pinned_socket("127.0.0.1", receiver.port, allow_internal=False)
    with pinned_socket("x", receiver.port, allow_internal=True, resolve=lambda *_: ["127.0.0.1"]) as connected:
        assert connected.getpeername()[1] == receiver.port
