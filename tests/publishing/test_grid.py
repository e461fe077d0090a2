"""The pages of the grid."""

import pytest

from fsp.models.project import Project
from fsp.publishing import grid
from fsp.publishing.grid import GridFilter, read_grid
from tests.publishing.conftest import MakeItem


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
