"""Projects: made, shown, and asked for reports and exports."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.content.revisions import add_current_revision
from fsp.models.item import Item, RevisionOrigin
from fsp.models.job_request import JobRequest
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.publishing.item_list import PAGE_SIZE
from fsp.stores import db
from tests.web.forms import send
from tests.web.rows import row


def test_without_a_project_the_page_says_how_to_begin(signed_in: FlaskClient) -> None:
    assert "fsp import FOLDER" in signed_in.get("/projects").text


def test_a_project_is_made_and_edited(signed_in: FlaskClient) -> None:
    response = send(signed_in, "/projects", title="My Blog", language="en")
    send(signed_in, "/projects/my-blog", title="Our Blog", author="Ada", language="de")

    project = row(select(Project))
    assert response.location == "/projects/my-blog"
    assert (project.title, project.author, project.language) == ("Our Blog", "Ada", "de")


@pytest.mark.parametrize("title", ["", "  ", "Garden", "!!!", "x" * 301])
def test_what_was_typed_is_kept_when_it_cannot_be_saved(signed_in: FlaskClient, garden: Item, title: str) -> None:
    answer = send(signed_in, "/projects", title=title, description="A long story.")

    assert answer.status_code == 422
    assert "A long story." in answer.text


@pytest.mark.parametrize(
    ("what", "job_type"),
    [("report", "generate-report"), ("export", "export-data"), ("publish", "project-scheduled-publish")],
)
def test_work_is_asked_for_and_listed(signed_in: FlaskClient, garden: Item, what: str, job_type: str) -> None:
    send(signed_in, f"/projects/garden/{what}")

    request = row(select(JobRequest))
    assert (request.job_type, request.arguments["project"], request.requested_by) == (job_type, "garden", "admin")
    assert f'href="/jobs/{request.job_id}"' in signed_in.get("/projects/garden").text


def test_titles_are_escaped(signed_in: FlaskClient, garden: Item) -> None:
    page = signed_in.get("/projects/garden").text

    assert "Garden &lt;b&gt;" in page
    assert "<i>" not in page


def test_an_unknown_project_is_not_found(signed_in: FlaskClient) -> None:
    assert signed_in.get("/projects/nowhere").status_code == 404


def add_items(project_id: int, count: int) -> None:
    now = utc_now()
    for number in range(count):
        item = Item(
            project_id=project_id, slug=f"item-{number}", title=f"Item {number}", tags=["even", "odd"][number % 2 :]
        )
        item.publish_at = now + timedelta(days=number // 2) if number % 3 else None
        item.state = "scheduled" if item.publish_at else "draft"
        db.session.add(item)
    db.session.commit()


def test_pages_of_items_go_through_all_of_them_once(signed_in: FlaskClient, garden: Item) -> None:
    add_items(garden.project_id, 2 * PAGE_SIZE + 5)

    seen: list[str] = []
    path = "/projects/garden"
    for _ in range(4):
        page = signed_in.get(path).text
        seen += re.findall(r'<tr id="item-(\d+)"', page)
        older = re.search(r'href="([^"]+)" rel="next"', page)
        if older is None:
            break
        path = older[1].replace("&amp;", "&")

    assert len(seen) == len(set(seen)) == 2 * PAGE_SIZE + 6
    states = [db.session.get_one(Item, int(number)).state for number in seen]
    assert states == sorted(states)


def test_items_are_searched_and_filtered_by_state(signed_in: FlaskClient, garden: Item) -> None:
    add_items(garden.project_id, 12)

    def shown(query: str) -> int:
        return len(re.findall(r'<tr id="item-', signed_in.get(f"/projects/garden?{query}").text))

    assert shown("q=item+1") == 3
    assert shown("q=ITEM&state=draft") == 4
    assert shown("q=even") == 6
    assert shown("q=100%25") == 0
    assert "No matching posts." in signed_in.get("/projects/garden?q=nothing").text
    assert signed_in.get("/projects/garden?after=999999").status_code == 404


def test_one_glance_says_what_is_out_what_is_next_and_what_failed_and_why(signed_in: FlaskClient, garden: Item) -> None:
    add_items(garden.project_id, 3)
    garden.state, garden.published_at = "published", utc_now()
    db.session.add(
        Publication(item_id=garden.id, platform="wordpress", state="failed", error="401: the password is old")
    )
    db.session.commit()

    for path in ("/projects", "/projects/garden"):
        page = " ".join(signed_in.get(path).text.split())
        assert "failed at Wordpress" in page
        assert "401: the password is old" in page
        assert "Publish again" in page
        assert "Item 1</a>" in page


def test_a_preview_shows_the_text_as_it_will_look_and_runs_nothing(signed_in: FlaskClient, garden: Item) -> None:
    add_current_revision(garden, "**Sow** <script>alert(1)</script>", RevisionOrigin.PERSON)
    db.session.commit()

    page = signed_in.get(f"/items/{garden.id}/preview").text

    assert "<strong>Sow</strong>" in page
    assert "<script>" not in page


def test_settings_are_saved_and_shown_again(signed_in: FlaskClient, garden: Item) -> None:
    send(signed_in, "/projects/garden", title="Garden", timezone="Asia/Tokyo", has_unicode_slugs="yes")
    refused = send(signed_in, "/projects/garden", title="Garden", timezone="Berlin")

    project = row(select(Project))
    form = signed_in.get("/projects/garden/edit").text
    assert (project.timezone, project.has_unicode_slugs, project.fetches_remote_images) == ("Asia/Tokyo", True, False)
    assert refused.status_code == 422
    assert "such as Europe/Berlin" in refused.text
    assert 'value="Asia/Tokyo"' in form
    boxes = re.findall(r"<input id=\"\w+\"[^>]*checkbox[^>]*>", form)
    assert ["checked" in box.replace("checkbox", "") for box in boxes] == [True, False]


def test_a_project_is_deleted_and_restored(signed_in: FlaskClient, garden: Item) -> None:
    send(signed_in, "/projects/garden/delete")
    deleted = signed_in.get("/projects/garden").text
    send(signed_in, "/projects/garden/restore")

    assert "Restore project" in deleted
    assert "Restore project" not in signed_in.get("/projects/garden").text


def test_the_design_of_the_site_is_set_on_the_page(signed_in: FlaskClient, garden: Item) -> None:
    fields = {"title": "Garden", "language": "en", "timezone": "UTC", "accent": "#a20", "footer": "*Ada*"}
    saved = send(signed_in, "/projects/garden", **fields, navigation="About | /about\r\nFeed | feed.xml")
    refused = send(signed_in, "/projects/garden", **fields, navigation="About")

    project = row(select(Project))
    assert (saved.status_code, refused.status_code) == (303, 422)
    assert (project.accent, project.footer) == ("#aa2200", "*Ada*")
    assert [link["address"] for link in project.navigation] == ["about/", "feed.xml"]
    assert "About | about/\nFeed | feed.xml" in signed_in.get("/projects/garden/edit").text


def test_a_template_with_an_error_is_named_on_the_page(signed_in: FlaskClient, garden: Item) -> None:
    row(select(Project)).site_problem = "item.html, line 3: UndefinedError"
    db.session.commit()

    assert "item.html, line 3: UndefinedError" in signed_in.get("/projects/garden").text
