"""A second import is a three-way merge: the file counts where the file changed, the page where a person decided."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.content.editing import save_item, text_of_item, use_revision
from fsp.content.revisions import add_draft_revision
from fsp.models.item import ItemState, Revision, RevisionOrigin
from fsp.publishing.schedule import schedule_item, unschedule_item
from fsp.stores import db
from tests.content.images.pictures import picture
from tests.importing.again import Blog


def test_an_unchanged_folder_changes_nothing_whatever_was_edited_here(blog: Blog) -> None:
    blog.write("a.md", "One", summary="S", tags="[x]", date="2020-01-02")
    blog.load()
    blog.edit(lambda text: replace(text, title="Mine", summary="Mine", tags="mine", body="Mine"))

    report = blog.load()

    item = blog.item()
    assert (item.title, item.summary, list(item.tags), blog.body(item)) == ("Mine", "Mine", ["mine"], "Mine")
    assert (report.unchanged, report.notes) == (1, [])


def test_a_field_changed_only_in_the_file_is_taken_and_one_changed_on_both_sides_is_a_note(blog: Blog) -> None:
    blog.write("a.md", summary="S", title="One")
    blog.load()
    blog.edit(lambda text: replace(text, title="Mine"))
    blog.write("a.md", summary="New", title="Two")

    report = blog.load()
    again = blog.load()

    assert (blog.item().title, blog.item().summary) == ("Mine", "New")
    assert report.notes == ["a.md: title was changed both in FSP and in the file; kept 'Mine' (file: 'Two')."]
    assert (again.unchanged, again.notes) == (1, [])


def test_fields_taken_out_of_the_file_are_taken_out_of_the_item(blog: Blog) -> None:
    blog.write("a.md", summary="S", tags="[x]", brief="B", author="Ada", date="2999-01-01", custom="c")
    blog.load()
    blog.write("a.md")

    blog.load()

    item = blog.item()
    assert (item.summary, item.tags, item.brief, item.authors, item.publish_at, item.extra) == (
        "",
        [],
        "",
        [],
        None,
        {},
    )
    assert item.state == ItemState.DRAFT


def test_a_text_changed_on_both_sides_waits_beside_the_one_here(blog: Blog) -> None:
    blog.write("a.md", "One")
    blog.load()
    blog.edit(lambda text: replace(text, body="Mine"))
    blog.write("a.md", "Two")

    report, again = blog.load(), blog.load()

    bodies = db.session.scalars(select(Revision.body).order_by(Revision.number)).all()
    assert (blog.body(blog.item()), bodies) == ("Mine", ["One", "Mine", "Two"])
    assert (len(report.notes), again.notes) == (1, [])


@pytest.mark.parametrize("origin", [RevisionOrigin.GENERATED, RevisionOrigin.IMPORT])
def test_a_text_that_was_chosen_here_stays(blog: Blog, origin: RevisionOrigin) -> None:
    blog.write("a.md", "One")
    blog.load()
    use_revision(blog.item(), add_draft_revision(blog.item(), "Chosen", origin).id)

    blog.load()

    assert blog.body(blog.item()) == "Chosen"


def test_a_file_that_was_emptied_keeps_the_text_and_says_so(blog: Blog) -> None:
    blog.write("a.md", "One")
    blog.load()
    blog.write("a.md", "")

    report = blog.load()

    assert blog.body(blog.item()) == "One"
    assert report.notes == ["a.md: the file no longer has any content; the post keeps its content."]


def test_a_file_without_text_is_a_draft_until_it_has_one(blog: Blog) -> None:
    blog.write("a.md", "", date="2020-01-02")
    first, second = blog.load(), blog.load()
    before = blog.item().state
    blog.write("a.md", "One", date="2020-01-02")
    blog.load()

    assert first.notes == ["a.md: imported as a draft: it has no content."]
    assert (second.unchanged, second.notes) == (1, [])
    assert (before, blog.item().state) == (ItemState.DRAFT, ItemState.SCHEDULED)


def test_a_text_written_here_for_an_empty_file_stays_a_draft(blog: Blog) -> None:
    blog.write("a.md", "", date="2020-01-02")
    blog.load()
    item = blog.item()
    save_item(item, replace(text_of_item(item), body="Mine"), seen_revision_id=None, author="Ada")

    report = blog.load()

    assert (blog.item().state, blog.body(blog.item()), report.unchanged) == (ItemState.DRAFT, "Mine", 1)


@pytest.mark.parametrize("date", ["2020-01-02", "2999-01-01"])
def test_a_time_set_here_survives_the_unchanged_file(blog: Blog, date: str) -> None:
    blog.write("a.md", date=date)
    blog.load()
    when = (utc_now() + timedelta(days=30)).replace(second=0, microsecond=0)
    schedule_item(blog.item(), when)

    report = blog.load()

    assert (blog.item().publish_at, blog.item().state, report.unchanged) == (when, ItemState.SCHEDULED, 1)


def test_a_time_changed_on_both_sides_stays_as_it_was_set_here(blog: Blog) -> None:
    blog.write("a.md", date="2999-01-01")
    blog.load()
    when = (utc_now() + timedelta(days=30)).replace(second=0, microsecond=0)
    schedule_item(blog.item(), when)
    blog.write("a.md", date="2020-01-01")

    report = blog.load()

    assert (blog.item().publish_at, blog.item().state) == (when, ItemState.SCHEDULED)
    assert report.notes == ["a.md: publish time was changed both in FSP and in the file; kept the time set in FSP."]


@pytest.mark.parametrize("new_date", ["2999-01-01", "2020-01-01"])
def test_a_post_taken_off_the_schedule_stays_off_it(blog: Blog, new_date: str) -> None:
    blog.write("a.md", date="2999-01-01")
    blog.load()
    unschedule_item(blog.item())
    blog.write("a.md", date=new_date)

    blog.load()

    assert blog.item().state == ItemState.DRAFT


def test_a_held_post_that_was_scheduled_here_stays_scheduled(blog: Blog) -> None:
    blog.write("a.md", draft="true")
    blog.load()
    when = utc_now() + timedelta(hours=1)
    schedule_item(blog.item(), when)

    report = blog.load()

    assert (blog.item().state, blog.item().publish_at) == (ItemState.SCHEDULED, when)
    assert report.notes == []


def test_a_post_that_its_file_holds_back_now_is_held_and_one_it_lets_go_goes(blog: Blog) -> None:
    blog.write("a.md", date="2020-01-02")
    blog.load()
    blog.write("a.md", date="2020-01-02", draft="true")
    held = blog.load()
    held_state, held_because = blog.item().state, blog.item().held_because
    blog.write("a.md", date="2020-01-02")
    blog.load()

    assert (held_state, held_because) == (ItemState.DRAFT, "its front matter says draft: true")
    assert held.held == {"a.md": "its front matter says draft: true"}
    assert (blog.item().state, blog.item().held_because) == (ItemState.SCHEDULED, "")


def test_a_published_post_that_its_file_holds_back_stays_out_and_says_so(blog: Blog) -> None:
    blog.write("a.md", date="2020-01-02")
    blog.load()
    blog.publish()
    blog.write("a.md", date="2020-01-02", published="false")

    report = blog.load()

    assert blog.item().state == ItemState.PUBLISHED
    assert "but the post is already published and stays published" in report.notes[0]


@pytest.mark.parametrize(
    ("body", "fields"),
    [("Two", {}), ("One", {"title": "New"}), ("One", {"tags": "[new]"}), ("One", {"date": "2019-05-05"})],
)
def test_a_change_of_a_published_post_is_published_again(blog: Blog, body: str, fields: dict[str, str]) -> None:
    blog.write("a.md", "One", date="2020-01-02")
    blog.load()
    blog.publish()
    blog.write("a.md", body, **{"date": "2020-01-02", **fields})

    blog.load()

    item = blog.item()
    assert item.state == ItemState.SCHEDULED
    assert item.publish_at is not None
    assert item.publish_at <= utc_now()


def test_a_changed_image_is_published_again(blog: Blog) -> None:
    blog.write("a.md", "![x](i.png)", date="2020-01-02")
    (blog.folder / "i.png").write_bytes(picture("PNG"))
    blog.load()
    blog.publish()
    (blog.folder / "i.png").write_bytes(picture("PNG", size=(8, 8)))

    report = blog.load()

    assert (report.updated, blog.item().state) == (1, ItemState.SCHEDULED)


def test_a_published_post_with_a_new_date_ahead_stays_out(blog: Blog) -> None:
    blog.write("a.md", date="2020-01-02")
    blog.load()
    blog.publish()
    blog.write("a.md", date="2999-01-01")

    report = blog.load()

    assert blog.item().state == ItemState.PUBLISHED
    assert report.notes == [
        "a.md: new date 2999-01-01T00:00:00Z is in the future, but the post is already published and stays published."
    ]


def test_a_future_publish_date_waits_for_it_and_the_post_keeps_its_place(blog: Blog) -> None:
    blog.write("a.md", date="2020-01-02", publishDate="2999-01-01")

    report = blog.load()

    assert (blog.item().state, blog.item().publish_at.year) == (ItemState.SCHEDULED, 2999)  # type: ignore[union-attr]
    assert report.notes == ["a.md: date is in the future; scheduled for 2999-01-01T00:00:00Z."]
