"""Mail through SendGrid."""

import json

import pytest

from fsp.alerts.channels.sendgrid import SendGridChannel
from fsp.errors import ChannelFailed
from fsp.security.guarded_http import GuardedClient
from tests.alerts.messages import message
from tests.receiver import Receiver, receiving


def channel(receiver: Receiver) -> SendGridChannel:
    client = GuardedClient(allow_internal=True)
    return SendGridChannel("SG.key", "fsp@x.org", ("a@x.org", "b@x.org"), client, api=receiver.url)


def test_one_request_holds_one_mail_for_each_recipient_and_202_means_accepted() -> None:
    with receiving() as receiver:
        receiver.status = 202
        said = channel(receiver).send(message())

    (call,) = receiver.calls
    mail = json.loads(call.body)
    assert (call.path, call.headers["authorization"]) == ("/v3/mail/send", "Bearer SG.key")
    assert [part["to"] for part in mail["personalizations"]] == [[{"email": "a@x.org"}], [{"email": "b@x.org"}]]
    assert (mail["from"]["email"], mail["content"][0]["type"]) == ("fsp@x.org", "text/plain")
    assert mail["headers"]["X-FSP-Key"] == "job_failures:1:x"
    assert said == "202 accepted"


def test_display_names_are_told_apart_from_addresses() -> None:
    with receiving() as receiver:
        receiver.status = 202
        client = GuardedClient(allow_internal=True)
        to = ('"Doe, Jane" <jane@x.org>', "b@x.org")
        SendGridChannel("SG.key", "Ops <fsp@x.org>", to, client, api=receiver.url).send(message())

    mail = json.loads(receiver.calls[0].body)
    people = [part["to"] for part in mail["personalizations"]]
    assert people == [[{"email": "jane@x.org", "name": "Doe, Jane"}], [{"email": "b@x.org"}]]
    assert mail["from"] == {"email": "fsp@x.org", "name": "Ops"}


@pytest.mark.parametrize(("status", "permanent"), [(401, True), (403, True), (429, False), (500, False)])
def test_a_bad_key_is_permanent(status: int, *, permanent: bool) -> None:
    with receiving() as receiver:
        receiver.status = status
        with pytest.raises(ChannelFailed) as caught:
            channel(receiver).send(message())

    assert caught.value.permanent is permanent
