"""`fsp projects` and `fsp items list`: what there is, as lines."""

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.stores import db


@pytest.fixture
def seeded(run: CliRunner) -> CliRunner:
    for slug, title in (("garden", "Garden"), ("kitchen", "Kitchen")):
        project = Project(slug=slug, title=title)
        db.session.add(project)
        db.session.flush()
        at = datetime(2035, 5, 1, 9, 30, tzinfo=UTC)
        beans = Item(project_id=project.id, slug="beans", title="Beans", state="scheduled", publish_at=at)
        peas = Item(project_id=project.id, slug="peas", title="Peas", tags=["green"])
        db.session.add_all([beans, peas])
    db.session.flush()
    db.session.add(Publication(item_id=peas.id, platform="site", state="failed", error="The disk is full."))
    db.session.commit()
    return run


def test_projects_are_listed_with_what_they_hold(seeded: CliRunner) -> None:
    lines = seeded.invoke(fsp, ["projects", "list"]).output.splitlines()

    assert lines == [
        "garden\tGarden\t1 draft, 1 scheduled\tnext 2035-05-01 09:30",
        "kitchen\tKitchen\t1 draft, 1 scheduled\tnext 2035-05-01 09:30",
    ]


def test_a_project_is_shown_with_what_failed(seeded: CliRunner) -> None:
    shown = seeded.invoke(fsp, ["projects", "show", "kitchen"]).output

    assert "title\tKitchen" in shown
    assert "platform site\t1 failed" in shown
    assert "site\tThe disk is full." in shown
    assert seeded.invoke(fsp, ["projects", "show", "cellar"]).exit_code == 1


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["kitchen/beans", "garden/beans", "kitchen/peas", "garden/peas"]),
        (["--project", "garden"], ["garden/beans", "garden/peas"]),
        (["--state", "draft"], ["kitchen/peas", "garden/peas"]),
        (["green", "peas"], ["kitchen/peas", "garden/peas"]),
        (["--limit", "1"], ["kitchen/beans"]),
    ],
)
def test_items_are_listed_latest_time_first(seeded: CliRunner, options: list[str], expected: list[str]) -> None:
    lines = [line.split("\t") for line in seeded.invoke(fsp, ["items", "list", *options]).stdout.splitlines()]

    assert [f"{project}/{slug}" for _, _, _, project, slug, _ in lines] == expected


def test_items_beyond_one_page_are_listed_and_a_cut_list_says_so(run: CliRunner) -> None:
    project = Project(slug="garden", title="Garden")
    db.session.add(project)
    db.session.flush()
    db.session.add_all(Item(project_id=project.id, slug=f"s{number}", title="T") for number in range(120))
    db.session.commit()

    whole = run.invoke(fsp, ["items", "list", "--limit", "120"])
    cut = run.invoke(fsp, ["items", "list", "--limit", "60"])

    assert (len(whole.stdout.splitlines()), whole.stderr) == (120, "")
    assert (len(cut.stdout.splitlines()), cut.stderr) == (
        60,
        "Showing the first 60 of 120. Use --limit to see more.\n",
    )


def test_settings_of_a_project_are_changed_and_the_others_stay(seeded: CliRunner) -> None:
    options = ["--timezone", "Asia/Tokyo", "--unicode-slugs", "--fetch-remote-images"]
    changed = seeded.invoke(fsp, ["projects", "set", "garden", *options])
    refused = seeded.invoke(fsp, ["projects", "set", "garden", "--timezone", "Berlin"])

    shown = seeded.invoke(fsp, ["projects", "show", "garden"]).output
    assert changed.output == "Saved the settings of garden.\n"
    assert "such as Europe/Berlin" in str(refused.exception)
    assert "title\tGarden\n" in shown
    assert "time zone\tAsia/Tokyo\nunicode slugs\tyes\nfetch remote images\tyes\n" in shown


def test_a_new_project_has_the_built_in_site(seeded: CliRunner) -> None:
    seeded.invoke(fsp, ["projects", "create", "Notes"])

    assert "platforms\tsite\n" in seeded.invoke(fsp, ["projects", "show", "notes"]).output


def test_one_is_deleted_and_restored(seeded: CliRunner) -> None:
    codes = [
        seeded.invoke(fsp, ["projects", *command]).exit_code
        for command in (["delete", "garden"], ["delete", "garden"], ["restore", "garden"], ["restore", "garden"])
    ]

    assert codes == [0, 1, 0, 1]
    assert "garden" in seeded.invoke(fsp, ["projects", "list"]).output


def test_the_design_of_a_site_is_set_and_shown(seeded: CliRunner) -> None:
    links = ["--link", "About | about", "--link", "Feed | feed.xml"]
    changed = seeded.invoke(fsp, ["projects", "set", "garden", "--accent", "#AA2200", *links])
    shown = seeded.invoke(fsp, ["projects", "show", "garden"]).output
    seeded.invoke(fsp, ["projects", "set", "garden", "--default-links"])

    assert changed.output == "Saved the settings of garden.\n"
    assert "accent\t#aa2200\n" in shown
    assert "link\tAbout | about/\nlink\tFeed | feed.xml\n" in shown
    assert "link\t" not in seeded.invoke(fsp, ["projects", "show", "garden"]).output
