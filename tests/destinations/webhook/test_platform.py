"""Signed webhooks, to a receiver that verifies them."""

import json
import re
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from fsp.destinations.webhook.platform import Webhook, WebhookCredentials, WebhookSettings
from fsp.errors import AnswerLost, RemoteGone
from testbed.platforms.server import PlatformServer
from testbed.platforms.webhook import SECRET, WebhookReceiver
from tests.destinations.platform_contract import PlatformContract, Subject
from tests.destinations.tools import NOW, image, post


def subject_of(server: WebhookReceiver, **changes: object) -> Subject:
    settings = WebhookSettings.model_validate({"url": f"{server.url}/hook", **changes})
    credentials = WebhookCredentials.model_validate({"secret": SECRET})
    return Subject(
        server,
        lambda tools: Webhook(settings, credentials, tools),
        creates="POST /hook",
        secrets=(SECRET,),
        delete_by_hand=delete,
    )


def delete(server: PlatformServer, external_id: str) -> None:
    del server.posts[external_id]


@pytest.fixture
def server() -> Iterator[WebhookReceiver]:
    receiver = WebhookReceiver()
    receiver.clock = lambda: NOW
    with receiver.running():
        yield receiver


class TestWebhookContract(PlatformContract):
    @pytest.fixture
    def subject(self, server: WebhookReceiver) -> Subject:
        return subject_of(server)


def test_an_event_has_all_of_a_post(server: WebhookReceiver) -> None:
    picture = image()
    source = post(html=f'<p><img src="media:{picture.sha256}" alt="Beds"></p>', images=(picture,), cover=picture)

    subject_of(server).platform.create(source)

    event = json.loads(server.requests[0].body)
    assert event["type"] == "post.published"
    assert event["timestamp"] == "2026-11-30T12:00:00Z"
    data = event["data"]
    address = f"http://127.0.0.1:8000/site/garden/media/{picture.sha256}.png"
    assert data["html"] == f'<p><img src="{address}" alt="Beds"></p>'
    assert data["images"][0]["url"] == address
    assert data["cover"]["alt"] == "Raised beds in May"
    assert (data["key"], data["markdown"], data["tags"]) == (source.key, source.markdown, ["garden", "how to"])


def test_a_repeat_has_the_same_id_so_the_receiver_works_once(server: WebhookReceiver) -> None:
    subject = subject_of(server, ignores_repeats=True)
    server.fail_next("cut-after")
    with pytest.raises(AnswerLost):
        subject.platform.create(post())

    sent = subject.platform.create(post())

    assert subject.platform.abilities.repeats
    assert server.created == [sent.external_id]
    first, second = server.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == first.headers["idempotency-key"]


def test_a_receiver_that_is_not_said_to_ignore_repeats_is_not_sent_any(server: WebhookReceiver) -> None:
    abilities = subject_of(server).platform.abilities

    assert not abilities.repeats
    assert not abilities.finds


def test_an_edit_that_is_taken_back_is_sent_too(server: WebhookReceiver) -> None:
    platform = subject_of(server).platform
    sent = platform.create(post())
    platform.update(post(title="Second"), sent.external_id)
    platform.update(post(title="Third"), sent.external_id)

    platform.update(post(title="Second"), sent.external_id)

    assert server.posts[sent.external_id]["title"] == "Second"


def test_each_edit_and_each_post_has_an_id_of_its_own(server: WebhookReceiver) -> None:
    platform = subject_of(server).platform
    sent = platform.create(post())
    platform.update(post(title="Second"), sent.external_id)
    platform.update(post(title="Third"), sent.external_id)
    platform.create(post(key="item-8"))

    assert len({request.headers["webhook-id"] for request in server.requests}) == 4


def test_a_receiver_without_an_answer_of_its_own_gets_the_key_as_id(server: WebhookReceiver) -> None:
    server.fail_next(202, body=b"")

    sent = subject_of(server).platform.create(post())

    assert (sent.external_id, sent.url) == ("item-7", "https://garden.example/raised-beds/")


@pytest.mark.parametrize("own_id", ["grüße/1", "a\nb: c", "1.2.3", "…" * 400])
def test_an_id_of_the_receiver_may_have_any_characters(server: WebhookReceiver, own_id: str) -> None:
    server.fail_next(200, fields={"id": own_id}, on="POST /hook")
    platform = subject_of(server).platform
    sent = platform.create(post())
    server.fail_next(200, count=2, fields={}, on="POST /hook")
    platform.update(post(title="Edited"), sent.external_id)
    platform.remove(sent.external_id)

    assert sent.external_id == own_id[:500]
    ids = [request.headers["webhook-id"] for request in server.sent("POST /hook")]
    events = [request.json for request in server.sent("POST /hook")]
    assert len(set(ids)) == 3
    assert all(re.fullmatch("[A-Za-z0-9_-]{1,200}", each) for each in ids)
    assert [event["data"].get("external_id") for event in events] == [
        None,
        sent.external_id,
        sent.external_id,
    ]


def test_an_unsafe_address_of_a_receiver_is_ignored(server: WebhookReceiver) -> None:
    server.fail_next(200, fields={"id": 5, "url": "javascript:alert(1)"})

    sent = subject_of(server).platform.create(post())

    assert (sent.external_id, sent.url) == ("5", "https://garden.example/raised-beds/")


def test_a_removed_post_cannot_be_updated_and_can_be_removed_again(server: WebhookReceiver) -> None:
    platform = subject_of(server).platform
    sent = platform.create(post())
    platform.remove(sent.external_id)

    platform.remove(sent.external_id)
    with pytest.raises(RemoteGone):
        platform.update(post(), sent.external_id)
    assert server.posts == {}


@pytest.mark.parametrize("secret", ["short", "whsec_%%%", "whsec_c2hvcnQ="])
def test_a_secret_that_is_easy_to_guess_is_refused(secret: str) -> None:
    with pytest.raises(ValidationError) as raised:
        WebhookCredentials.model_validate({"secret": secret})

    assert secret not in str(raised.value.errors(include_input=False))
