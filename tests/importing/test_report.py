"""What an import says it did, and what a dry run says it would do."""

from sqlalchemy import func, select, text

from fsp.models.import_report import ImportReport
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.stores import db
from tests.content.images.pictures import picture
from tests.importing.again import Blog


def _write_all(blog: Blog) -> None:
    blog.write("new.md", "![x](i.png)", date="2020-01-02")
    blog.write("held.md", draft="true")
    blog.write("undated.md")
    blog.write("bad.md", date="soon")
    (blog.folder / "i.png").write_bytes(picture("PNG"))


def test_a_dry_run_says_what_the_import_then_does_and_writes_nothing(blog: Blog) -> None:
    _write_all(blog)

    planned = blog.load(is_dry_run=True)
    written = [db.session.scalar(select(func.count()).select_from(model)) for model in (Project, Item, ImportReport)]
    done = blog.load()
    planned_again = blog.load(is_dry_run=True)

    assert written == [0, 0, 0]
    assert planned == done
    assert (done.posts, done.created, len(done.held), done.undated, len(done.faults)) == (4, 3, 1, ["undated.md"], 1)
    assert (planned_again.created, planned_again.unchanged) == (0, 3)
    assert not (blog.settings.data_dir / "media").exists() or planned.images == 1


def test_the_report_is_kept_with_the_project(blog: Blog) -> None:
    _write_all(blog)

    report = blog.load()

    stored = db.session.scalars(select(ImportReport)).one()
    assert stored.report == report.as_json()
    assert stored.source == "blog"


def test_a_post_that_the_database_refuses_is_a_fault_and_not_counted(blog: Blog) -> None:
    blog.write("a.md", "A")
    blog.write("b.md", "B")
    blog.write("c.md", "C")
    db.session.execute(
        text(
            "CREATE TRIGGER no_b BEFORE INSERT ON items WHEN NEW.slug = 'b'"
            " BEGIN SELECT RAISE(ABORT, 'no room for b'); END"
        )
    )
    db.session.commit()

    report = blog.load()

    assert (report.created, sorted(blog.items())) == (2, ["a", "c"])
    assert [str(fault) for fault in report.faults] == ["b.md:1: The database rejected it: no room for b."]


def test_a_note_about_a_file_is_said_once(blog: Blog) -> None:
    blog.write("a.md", tags="one two")

    first, again = blog.load(), blog.load()

    assert (len(first.notes), again.notes) == (1, [])
