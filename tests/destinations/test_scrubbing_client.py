"""No answer of a server repeats the credentials that were sent to it."""

from dataclasses import replace

import pytest
from pydantic import BaseModel, SecretStr

from fsp.destinations.scrubbing_client import ScrubbingClient, secrets_in, without_secrets
from fsp.errors import ServiceUnavailable
from fsp.security.guarded_http import GuardedClient
from tests.receiver import receiving


class Keys(BaseModel):
    token: SecretStr
    pin: SecretStr
    user: str = "ada"


def test_the_secrets_of_an_answer_are_hidden() -> None:
    secrets = secrets_in(Keys(token=SecretStr("hunter2-hunter2"), pin=SecretStr("1234")))
    client = ScrubbingClient.of(GuardedClient(allow_internal=True), secrets)

    with receiving() as server:
        server.body = b'{"error": "Bad token hunter2-hunter2 of 1234"}'
        answer = client.request("GET", server.url)

    assert answer.body == b'{"error": "Bad token [hidden] of 1234"}'
    assert "hunter2" not in repr(client)
    assert without_secrets("a hunter2-hunter2", secrets) == "a [hidden]"


def test_changed_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    client = ScrubbingClient.of(GuardedClient(allow_internal=True), ())

    with receiving() as server:
        server.body = b"12345678"
        assert replace(client, max_body_bytes=4).request("GET", server.url).body == b"1234"
    with pytest.raises(ServiceUnavailable):
        client.request("GET", server.url)
