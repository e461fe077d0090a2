"""Listmonk, on a server that behaves as its documentation says."""

from collections.abc import Callable, Iterator
from typing import cast

import pytest
from pydantic import ValidationError

from fsp.destinations.contract import Post, Tools
from fsp.destinations.listmonk.platform import Listmonk
from fsp.destinations.listmonk.settings import ListmonkCredentials, ListmonkSettings
from fsp.errors import AnswerLost, PermanentFailure, ServiceUnavailable
from testbed.platforms.listmonk import TOKEN, USER, ListmonkServer
from testbed.platforms.server import PlatformServer
from tests.destinations.platform_contract import PlatformContract, Subject
from tests.destinations.tools import image, post, tools


@pytest.fixture
def server() -> Iterator[ListmonkServer]:
    with ListmonkServer().running() as server:
        yield server


def maker(server: ListmonkServer, **changes: object) -> Callable[[Tools], Listmonk]:
    token = changes.pop("token", TOKEN)
    settings = ListmonkSettings.model_validate({"url": server.url, "lists": "1, 3", **changes})
    credentials = ListmonkCredentials.model_validate({"user": USER, "token": token})
    return lambda tools: Listmonk(settings, credentials, tools)


def edit(server: PlatformServer, campaign_id: str) -> None:
    cast(ListmonkServer, server).campaigns[campaign_id]["body"] = "<p>By hand.</p>"


def delete(server: PlatformServer, campaign_id: str) -> None:
    del cast(ListmonkServer, server).campaigns[campaign_id]


def add_look_alike(server: PlatformServer, post: Post) -> None:
    row = {"id": 7, "name": post.title, "subject": post.title, "body": post.html, "tags": [], "status": "finished"}
    cast(ListmonkServer, server).campaigns["7"] = row


class TestListmonkContract(PlatformContract):
    """The post is published when its campaign is started."""

    @pytest.fixture
    def subject(self, server: ListmonkServer) -> Subject:
        return Subject(
            server,
            maker(server),
            creates="PUT /api/campaigns/",
            secrets=(TOKEN,),
            edit_by_hand=edit,
            delete_by_hand=delete,
            add_look_alike=add_look_alike,
        )

    def test_an_answer_that_is_lost_after_the_work_is_found(self, subject: Subject) -> None:
        subject.server.fail_next("cut-after", on=subject.creates)

        with pytest.raises(AnswerLost):
            subject.platform.create(post())

        sent = subject.platform.find(post())
        assert sent
        assert subject.server.created == [sent.external_id]


@pytest.mark.parametrize("kind", ["cut-before", "cut-after"])
def test_a_draft_whose_answer_was_lost_is_taken_up_with_the_newest_text(server: ListmonkServer, kind: str) -> None:
    server.fail_next(kind, on="POST /api/campaigns")
    with pytest.raises(ServiceUnavailable) as raised:
        maker(server)(tools()).create(post())
    assert not isinstance(raised.value, AnswerLost)
    assert maker(server)(tools()).find(post()) is None

    maker(server)(tools()).create(post(title="Raised beds 2"))

    (campaign,) = server.campaigns.values()
    assert (campaign["status"], campaign["subject"]) == ("running", "Raised beds 2")
    assert len(server.created) == 1


def test_a_second_draft_that_a_slow_server_made_is_not_sent_too(server: ListmonkServer) -> None:
    sent = maker(server)(tools()).create(post())
    late = {**server.campaigns[sent.external_id], "id": 1, "status": "draft"}
    server.campaigns = {"1": late, **server.campaigns}

    assert maker(server)(tools()).find(post()) == sent
    assert maker(server)(tools()).create(post()) == sent
    assert len(server.created) == 1


def test_a_campaign_has_all_of_a_post(server: ListmonkServer) -> None:
    beds = image()
    source = post(html=f'<p><img src="media:{beds.sha256}" alt="Beds"></p>', images=(beds,))

    sent = maker(server, sender="Garden <news@garden.example>", template=4)(tools()).create(source)

    (campaign,) = server.campaigns.values()
    (upload,) = server.uploads.values()
    assert campaign["subject"] == "Raised beds"
    assert campaign["lists"] == [1, 3]
    assert f'<img src="{upload["url"]}" alt="Beds"' in campaign["body"]
    assert "We built four raised beds." in campaign["altbody"]
    assert (campaign["from_email"], campaign["template_id"]) == ("Garden <news@garden.example>", 4)
    assert sent.url == f"{server.url}/campaigns/{sent.external_id}"


def test_a_campaign_that_was_sent_is_not_started_again(server: ListmonkServer) -> None:
    platform = maker(server)(tools())
    first = platform.create(post())

    again = platform.create(post())

    assert again.external_id == first.external_id
    assert len(server.sent("PUT ")) == 1


def test_what_was_sent_cannot_be_changed(server: ListmonkServer) -> None:
    platform = maker(server)(tools())

    assert (platform.abilities.updates, platform.abilities.removes) == (False, False)
    with pytest.raises(PermanentFailure, match="cannot be changed"):
        platform.update(post(), "7")
    with pytest.raises(PermanentFailure, match="cannot be recalled"):
        platform.remove("7")


@pytest.mark.parametrize(
    ("changes", "seen", "fix"),
    [
        ({"lists": "1, 9"}, "There is no list 9.", "1 (Default), 3 (Friends)"),
        ({"token": "wrong"}, "403: invalid API credentials", ""),
    ],
)
def test_a_check_names_the_cause(server: ListmonkServer, changes: dict[str, object], seen: str, fix: str) -> None:
    (result,) = maker(server, **changes)(tools()).check()

    assert not result.is_ok
    assert seen in result.seen
    assert fix in result.fix


@pytest.mark.parametrize("lists", ["", "a", "1, -2", "0"])
def test_ids_of_lists_are_numbers(lists: str) -> None:
    with pytest.raises(ValidationError):
        ListmonkSettings.model_validate({"url": "https://x.example", "lists": lists})
