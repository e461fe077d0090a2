"""Images on other servers: fetched where a project wants it, bounded, and each failure reported."""

import base64
from collections.abc import Callable, Iterator
from threading import Thread

import pytest
import redis
from flask import Flask
from sqlalchemy import select
from werkzeug import Request, Response
from werkzeug.serving import make_server

from fsp.content.editing import ItemText, create_item
from fsp.content.images.clean import MAX_IMAGE_BYTES
from fsp.content.project_settings import ProjectText, create_project
from fsp.importing import remote_images
from fsp.importing.remote_images import fetch_remote_images, image_client, request_remote_images, wanted_images
from fsp.importing.report import ImportReport as RemoteImagesReport
from fsp.models.import_report import ImportReport
from fsp.models.item import Item, ItemState
from fsp.models.media import Media
from fsp.models.project import Project
from fsp.publishing.site.body import body_html
from fsp.publishing.site.content import Entry, Site
from fsp.security.guarded_http import GuardedClient
from fsp.settings import Settings
from fsp.stores import db
from tests.inspection.waiting import waiting_jobs

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
LARGE = b"x" * 5000


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    def answer(request: Request) -> Response:
        replies = {"/good.png": Response(PNG), "/large.png": Response(LARGE), "/page": Response("<p>no image</p>")}
        if request.path == "/moved.png":
            return Response(status=302, headers={"Location": "/good.png?from=moved"})
        if request.path == "/round":
            return Response(status=302, headers={"Location": "/round"})
        return replies.get(request.path, Response(status=404))

    served = make_server("127.0.0.1", 0, Request.application(answer), threaded=True)
    thread = Thread(target=served.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    thread.join()
    served.server_close()


@pytest.fixture
def project(core: Flask) -> Project:
    return create_project(ProjectText("Garden", fetches_remote_images=True))


Fetch = Callable[..., RemoteImagesReport]


@pytest.fixture
def fetch(project: Project, settings: Settings) -> Fetch:
    def run(client: GuardedClient | None = None, **options: Callable[[], float]) -> RemoteImagesReport:
        client = client or GuardedClient(allow_internal=True, max_body_bytes=MAX_IMAGE_BYTES + 1)
        return fetch_remote_images(
            project, settings=settings, client=client, on_progress=lambda _done, _total: None, **options
        )

    return run


def test_an_image_is_kept_and_shown_from_the_site(project: Project, fetch: Fetch, server: str) -> None:
    body = f'![a]({server}/good.png) <img src="{server}/moved.png" alt="b"> ![c](local.png)'
    create_item(project, ItemText(title="Beans", body=body))

    report = fetch()

    media = {row.path: row.sha256 for row in db.session.scalars(select(Media))}
    now = project.created_at
    entry = Entry("beans", "Beans", "", body, (), now, now, "")
    html = body_html(Site(1, "garden", "Garden", "", "", "en", images=media), entry, "../")
    assert (report.images, report.faults) == (2, [])
    assert set(media) == {f"{server}/good.png", f"{server}/moved.png"}
    assert server not in html
    assert html.count("../media/") == 2
    assert wanted_images(project.id) == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/none.png", "the server returned HTTP 404"),
        ("/page", "an image must be"),
        ("/round", "redirected more than 3 times"),
        ("/large.png", "exceeds 4000 bytes"),
        ("/" + "x" * 600, "(limit 500)"),
    ],
)
def test_one_that_cannot_be_fetched_is_reported_and_the_others_are_kept(
    project: Project, fetch: Fetch, server: str, monkeypatch: pytest.MonkeyPatch, path: str, said: str
) -> None:
    monkeypatch.setattr(remote_images, "MAX_IMAGE_BYTES", 4000)
    create_item(project, ItemText(title="Beans", body=f"![a]({server}{path}) ![b]({server}/good.png)"))

    report = fetch()

    row = db.session.scalars(select(ImportReport)).one()
    assert report.images == 1
    assert [fault.name for fault in report.faults] == ["beans"]
    assert said in report.faults[0].message
    assert (row.source, row.report) == ("Images on other servers", report.as_json())


def test_no_internal_server_is_reached(project: Project, fetch: Fetch, server: str) -> None:
    create_item(project, ItemText(title="Beans", body=f"![a]({server}/good.png)"))

    report = fetch(image_client())

    assert report.images == 0
    assert "not fetched" in report.faults[0].message


def test_the_time_is_bounded_and_what_is_left_is_named(project: Project, fetch: Fetch, server: str) -> None:
    create_item(project, ItemText(title="Beans", body=f"![a]({server}/good.png) ![b]({server}/none.png)"))
    times = iter([0.0, 1.0, 1000.0])

    report = fetch(monotonic=lambda: next(times))

    assert (report.images, report.faults) == (1, [])
    assert report.notes == ["1 more images were not fetched this time. Run fetch-remote-images again."]


def test_a_published_post_goes_out_again_with_its_image(project: Project, fetch: Fetch, server: str) -> None:
    item = create_item(project, ItemText(title="Beans", body=f"![a]({server}/good.png)"))
    item.state, item.published_at = ItemState.PUBLISHED, item.created_at
    db.session.commit()

    fetch()

    row = db.session.scalars(select(Item)).one()
    assert (row.state, row.publish_at) == (ItemState.SCHEDULED, row.published_at)


@pytest.mark.parametrize("is_wanted", [True, False])
def test_only_a_project_that_wants_it_is_asked_for(
    project: Project, redis_client: redis.Redis, *, is_wanted: bool
) -> None:
    project.fetches_remote_images = is_wanted
    db.session.commit()

    job_id = request_remote_images(project, by="ada")

    assert [job.job_id for job in waiting_jobs(redis_client)] == ([job_id] if is_wanted else [])
