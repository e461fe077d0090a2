"""What one delivery asks of its stores and its server does not depend on how many posts there are."""

from collections.abc import Callable

from fsp.models.destination import Destination
from fsp.models.item import Item, ItemState
from fsp.publishing.hand_out import hand_out
from fsp.stores import db
from testbed.places import Place, places
from testbed.platforms.mastodon import MastodonServer
from tests.counted_reads import counted_reads
from tests.publishing.journal import START, Journals

MakeItem = Callable[..., Item]
BODY = "See [the other](/post-3/), [this](Post%205) and [none](nowhere.md)."


def add_others(journal: Journals, numbers: range) -> None:
    """Add published posts, which the text may link to."""
    project_id = journal.project.id
    db.session.add_all(
        Item(project_id=project_id, slug=f"post-{number}", title=f"Post {number}", state=ItemState.PUBLISHED)
        for number in numbers
    )
    db.session.commit()


Destinations = list[tuple[Place, Destination]]


def costs(journal: Journals, make_item: MakeItem, destinations: Destinations, others: int) -> dict[str, list[int]]:
    """Return the statements and requests of one delivery at each platform, beside so many other posts."""
    first_new = db.session.query(Item).count()
    add_others(journal, range(first_new, others))
    first, second = (make_item(f"{slug}-of-{others}", body=BODY, publish_at=START) for slug in ("beans", "peas"))
    result = {}
    for place, destination in destinations:
        if isinstance(place.server, MastodonServer):
            for number in range(first_new, others):
                place.server.add({"status": f"Note https://garden.example/{number}"}, application="FSP")
        for item in (first, second):
            hand_out(item, journal.now)
            requests = len(place.server.requests)
            with counted_reads() as reads:
                journal.deliver(item, destination)
            result[place.platform] = [len(reads.statements), len(place.server.requests) - requests]
        assert journal.publication(second, destination).external_id
    return result


def test_a_delivery_beside_1000_posts_costs_what_one_beside_10_does(journal: Journals, make_item: MakeItem) -> None:
    with places() as running:
        destinations = [
            (place, place.add_to(journal.project, journal.settings, max_lateness_seconds=None)) for place in running
        ]

        few, many = (costs(journal, make_item, destinations, others) for others in (10, 1_000))

    assert many == few
    assert {platform: requests for platform, (_, requests) in few.items()} == {
        "wordpress": 3,
        "ghost": 2,
        "mastodon": 2,
        "bluesky": 2,
        "s3": 4,
        "webhook": 1,
    }
    assert max(statements for statements, _ in few.values()) <= 18
