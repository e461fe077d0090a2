"""The base of the platforms' loopback servers."""

from collections.abc import Iterator

import pytest

from fsp.destinations.api_client import ApiClient
from fsp.errors import AnswerLost
from testbed.platforms.faults import fault
from testbed.platforms.messages import Refused, Request, Response
from testbed.platforms.server import PlatformServer, route
from tests.destinations.tools import client


class NotesServer(PlatformServer):
    @route("POST", "/notes")
    def create(self, request: Request) -> Response:
        if not request.json.get("text"):
            raise Refused(422, {"error": "Text is empty."})
        note_id = self.new_id()
        return Response(201, self.keep(note_id, {"id": note_id, **request.json}))

    @route("GET", r"/notes/(?P<note_id>[^/]+)")
    def show(self, _request: Request, note_id: str) -> Response:
        return Response(200, {"id": note_id})


@pytest.fixture
def server() -> Iterator[NotesServer]:
    with NotesServer().running() as running:
        yield running


@pytest.fixture
def api(server: NotesServer) -> ApiClient:
    return ApiClient(client(), server.url)


def create(api: ApiClient, text: str = "Beds") -> int:
    return api.send("POST", "/notes", fields={"text": text}).status


def test_routes_answer_and_what_is_created_is_counted(server: NotesServer, api: ApiClient) -> None:
    assert create(api) == 201
    assert create(api, "") == 422
    assert api.send("GET", "/notes/a%20b").json == {"id": "a b"}
    assert api.send("GET", "/elsewhere").status == 404

    assert len(server.created) == len(server.posts) == 1
    assert [request.path for request in server.sent("POST /notes")] == ["/notes", "/notes"]


def test_a_status_is_answered_without_the_work_or_after_it(server: NotesServer, api: ApiClient) -> None:
    server.fail_next(503, headers={"Retry-After": "5"})
    server.fail_next(502, after=True)

    first = api.send("POST", "/notes", fields={"text": "Beds"})

    assert (first.status, first.headers["retry-after"], len(server.created)) == (503, "5", 0)
    assert (create(api), len(server.created)) == (502, 1)
    assert (create(api), len(server.created)) == (201, 2)


@pytest.mark.parametrize(("kind", "count"), [("cut-before", 0), ("cut-after", 1)])
def test_a_connection_is_cut_before_or_after_the_work(
    server: NotesServer, api: ApiClient, kind: str, count: int
) -> None:
    server.fail_next(kind)

    with pytest.raises(AnswerLost):
        create(api)

    assert len(server.created) == count


def test_a_fault_waits_for_the_request_that_it_is_for(server: NotesServer, api: ApiClient) -> None:
    server.fail_next("html", on="POST /notes")

    assert api.send("GET", "/notes/1").status == 200
    page = api.send("POST", "/notes", fields={"text": "Beds"})

    assert page.headers["content-type"] == "text/html"
    assert server.created == []


def test_a_slow_answer_comes_after_the_time_limit(server: NotesServer) -> None:
    server.fail_next("slow")

    with pytest.raises(AnswerLost):
        create(ApiClient(client(total_seconds=0.2), server.url))

    assert len(server.created) == 1


def test_a_chaos_run_chooses_faults_itself(server: NotesServer, api: ApiClient) -> None:
    server.choose_fault = lambda request: fault(500) if request.method == "POST" else None

    assert create(api) == 500
    assert api.send("GET", "/notes/1").status == 200
