"""What changes nothing is sent again where an answer was lost; everything else is sent once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from fsp.destinations.patient_client import PatientClient
from fsp.errors import AnswerLost
from testbed.platforms.messages import Request, Response
from testbed.platforms.server import PlatformServer, route
from tests.destinations.tools import client


class Shelf(PlatformServer):
    """Answers reads and writes."""

    @route("GET", "/post")
    def read(self, _request: Request) -> Response:
        return Response(200, {"title": "Raised beds"})

    @route("POST", "/post")
    def write(self, _request: Request) -> Response:
        return Response(201, {"id": 7})


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with Shelf().running() as server:
        yield server


@pytest.mark.parametrize("fault", ["cut-before", "cut-after", 500, 502, 503, 504])
def test_a_read_whose_answer_is_lost_is_sent_again(shelf: Shelf, fault: int | str) -> None:
    shelf.fail_next(fault)

    answer = PatientClient.of(client()).request("GET", f"{shelf.url}/post")

    assert (answer.status, len(shelf.requests)) == (200, 2)


def test_a_server_that_stays_down_gets_three_requests_and_no_more(shelf: Shelf) -> None:
    pauses: list[float] = []
    shelf.fail_next("cut-before", count=5)

    with pytest.raises(AnswerLost):
        replace(PatientClient.of(client()), pause=pauses.append).request("GET", f"{shelf.url}/post")

    assert len(shelf.requests) == 3
    assert [0.2 <= seconds <= 0.4 for seconds in pauses] == [True]


@pytest.mark.parametrize("fault", ["cut-before", "cut-after"])
def test_a_write_is_never_repeated(shelf: Shelf, fault: str) -> None:
    shelf.fail_next(fault)

    with pytest.raises(AnswerLost):
        PatientClient.of(client()).request("POST", f"{shelf.url}/post")

    assert len(shelf.requests) == 1


@pytest.mark.parametrize("status", [401, 404, 429])
def test_an_answer_that_means_something_else_is_final(shelf: Shelf, status: int) -> None:
    shelf.fail_next(status)

    answer = PatientClient.of(client()).request("GET", f"{shelf.url}/post")

    assert (answer.status, len(shelf.requests)) == (status, 1)


def test_a_server_that_says_when_to_come_back_is_left_alone(shelf: Shelf) -> None:
    shelf.fail_next(503, headers={"Retry-After": "600"})

    answer = PatientClient.of(client()).request("GET", f"{shelf.url}/post")

    assert (answer.status, len(shelf.requests)) == (503, 1)


def test_a_slow_server_gets_no_second_request(shelf: Shelf) -> None:
    moments = iter((0.0, *[3.0] * 50))
    shelf.fail_next(503)
    slow = replace(PatientClient.of(client()), monotonic=lambda: next(moments))

    answer = slow.request("GET", f"{shelf.url}/post")

    assert (answer.status, len(shelf.requests)) == (503, 1)
