"""The pages of the grid."""

from datetime import UTC, datetime

import pytest

from fsp.destinations.lookup import list_destinations
from fsp.models.item import ItemState
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.publishing import grid
from fsp.publishing.grid import GridFilter, read_grid
from fsp.stores import db
from tests.publishing.conftest import MakeItem

LATER = datetime(2099, 1, 1, tzinfo=UTC)


def test_pages_follow_each_other_newest_first(
    project: Project, make_item: MakeItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "PAGE_SIZE", 2)
    items = [make_item(f"post-{number}") for number in range(3)]

    first = read_grid(project, GridFilter())
    second = read_grid(project, GridFilter(after=first.next_after))

    assert [row.item.id for row in first.rows] == [items[2].id, items[1].id]
    assert [row.item.id for row in second.rows] == [items[0].id]
    assert second.next_after is None
    assert [cell.state for cell in first.rows[0].cells] == ["not sent"]


def test_posts_that_will_have_a_problem_are_listed(project: Project, make_item: MakeItem) -> None:
    faulty, sound = make_item("beans", publish_at=LATER), make_item("peas", publish_at=LATER)
    draft = make_item("kale", state=ItemState.DRAFT)
    (site,) = list_destinations(project)
    problem = {"code": "paused", "message": "Site is paused.", "fix": "Resume it."}
    for item, problems in ((faulty, [problem]), (sound, []), (draft, [problem])):
        row = Publication(item_id=item.id, destination_id=site.id, platform=site.platform, preflight=problems)
        db.session.add(row)
    db.session.commit()

    rows = read_grid(project, GridFilter(state="problems", destination_id=site.id)).rows

    assert [row.item.id for row in rows] == [faulty.id]
