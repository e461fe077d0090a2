"""How destinations are doing: posts by state, and the time from due to live."""

from datetime import timedelta

import pytest
from flask import Flask

from fsp.clock import utc_now
from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.publishing.destination_report import (
    read_reports,
    recent_publications,
    troubled_publications,
)
from fsp.stores import db


def test_a_report_counts_states_and_measures_the_last_30_days(core: Flask) -> None:
    now = utc_now()
    project = Project(slug="garden", title="Garden")
    db.session.add(project)
    db.session.flush()
    site = db.session.query(Destination).one()
    for number, (state, age_days, seconds) in enumerate(
        [("published", 1, 20), ("published", 40, 900), ("failed", None, 0), ("held", None, 0)]
    ):
        item = Item(project_id=project.id, slug=f"post-{number}", title=f"Post {number}", tags=[], authors=[])
        db.session.add(item)
        db.session.flush()
        row = Publication(item_id=item.id, destination_id=site.id, platform="site", state=state)
        if age_days is not None:
            row.live_at = row.published_at = now - timedelta(days=age_days)
            row.due_at = row.live_at - timedelta(seconds=seconds)
        db.session.add(row)
    db.session.commit()

    report = read_reports([site.id, 99], now)[site.id]

    assert report.counts == {"published": 2, "failed": 1, "held": 1}
    assert (report.due_to_live.day.posts, report.due_to_live.month.posts) == (1, 1)
    assert report.due_to_live.month.p95 == pytest.approx(20, rel=0.01)
    assert [row.item.title for row in recent_publications(site.id)] == ["Post 0", "Post 1"]
    assert {row.item.title for row in troubled_publications(site.id, now)} == {"Post 2", "Post 3"}
