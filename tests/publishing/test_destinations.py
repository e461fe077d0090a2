"""The destinations of a project, and one publication for each post and destination."""

from collections.abc import Callable

from sqlalchemy import delete, select

from fsp.clock import utc_now
from fsp.models.destination import AfterLate, Destination
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.publishing.destinations import destinations_of, publication_at
from fsp.stores import db

MakeItem = Callable[..., Item]


def add(project: Project, platform: str, name: str) -> Destination:
    destination = Destination(project_id=project.id, platform=platform, name=name)
    db.session.add(destination)
    db.session.commit()
    return destination


def test_a_new_project_has_a_site_that_takes_posts_however_late(project: Project) -> None:
    (site,) = destinations_of(project.id)

    assert (site.platform, site.name) == ("site", "Site")
    assert (site.max_lateness_seconds, site.after_late, site.sends_older_posts) == (None, AfterLate.SEND, True)


def test_a_project_of_an_older_process_gets_its_site_once(project: Project) -> None:
    db.session.execute(delete(Destination))
    db.session.commit()

    names = [[row.name for row in destinations_of(project.id)] for _ in range(2)]

    assert names == [["Site"], ["Site"]]
    assert len(db.session.scalars(select(Destination)).all()) == 1


def test_a_removed_destination_is_left_out_and_not_made_again(project: Project) -> None:
    (site,) = destinations_of(project.id)
    site.removed_at = utc_now()
    db.session.commit()

    assert destinations_of(project.id) == []


def test_a_post_has_one_publication_at_each_destination(project: Project, make_item: MakeItem) -> None:
    item = make_item("beans")
    first, second = add(project, "wordpress", "Blog"), add(project, "wordpress", "Magazine")

    ids = [publication_at(item.id, destination).id for destination in (first, second, first)]

    assert (ids[0] == ids[2], ids[0] == ids[1]) == (True, False)
    assert publication_at(item.id, second).place == "Magazine"


def test_a_publication_of_an_older_process_is_taken_over(project: Project, make_item: MakeItem) -> None:
    item = make_item("beans")
    (site,) = destinations_of(project.id)
    older = Publication(item_id=item.id, platform="site", state="published", external_id="beans")
    db.session.add(older)
    db.session.commit()

    publication = publication_at(item.id, site)

    assert (publication.id, publication.external_id, publication.destination_id) == (older.id, "beans", site.id)
