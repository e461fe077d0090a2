"""Preview links: what they show, and until when."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from fsp.content.editing import ItemText, save_item
from fsp.errors import Conflict, InvalidInput, NotFound
from fsp.models.share_link import ShareLink
from fsp.publishing.share_links import active_links, open_link, revoke, share
from fsp.publishing.take_down import delete_item
from fsp.stores import db
from tests.publishing.conftest import MakeItem

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)


@pytest.fixture
def core(core_on_both: Flask) -> Flask:
    return core_on_both


def shown(token: str, now: datetime = NOW) -> tuple[str, str] | None:
    post = open_link(token, now)
    return (post.form.title, post.form.body) if post else None


def test_a_link_shows_the_current_text_or_one_revision(make_item: MakeItem) -> None:
    item = make_item("beans", title="Beans", body="First.")
    current, frozen = share(item, by="anna", now=NOW), share(item, by="anna", now=NOW, revision=1)
    text = ItemText(title="Peas", body="Second.")
    save_item(item, text, seen_revision_id=item.current_revision_id, author="anna")

    assert (shown(current.token), shown(frozen.token)) == (("Peas", "Second."), ("Beans", "First."))
    assert [number for _, number in active_links(item, NOW)] == [1, None]
    assert current.token not in {row.token_sha256 for row in db.session.query(ShareLink)}


def test_a_frozen_link_keeps_the_fields_of_its_revision(make_item: MakeItem) -> None:
    item = make_item("beans", title="Beans", body="First.")
    first = ItemText(title="Beans", body="Sown.", tags="soil, spring")
    save_item(item, first, seen_revision_id=item.current_revision_id, author="anna")
    number = item.current_revision.number if item.current_revision else None
    frozen = share(item, by="anna", now=NOW, revision=number)
    save_item(item, ItemText(title="Beans", tags="winter"), seen_revision_id=item.current_revision_id, author="anna")

    post = open_link(frozen.token, NOW)
    assert post is not None
    assert (post.form.tags, post.form.body, post.item.tags) == ("soil, spring", "Sown.", ["winter"])


def test_a_link_ends(make_item: MakeItem) -> None:
    item = make_item("beans")
    link = share(item, by="anna", now=NOW, days=2)
    before, after = shown(link.token, NOW + timedelta(days=1)), shown(link.token, NOW + timedelta(days=2))
    revoke(item, link.link.id, now=NOW)

    assert (before is not None, after, shown(link.token), shown("x")) == (True, None, None, None)
    with pytest.raises(NotFound):
        revoke(item, link.link.id, now=NOW)


def test_a_deleted_post_is_not_shown(make_item: MakeItem) -> None:
    item = make_item("beans")
    link = share(item, by="anna", now=NOW)
    delete_item(item)

    assert shown(link.token) is None
    with pytest.raises(Conflict, match="deleted"):
        share(item, by="anna", now=NOW)


@pytest.mark.parametrize("options", [{"days": 0}, {"days": 91}, {"label": "x" * 201}, {"revision": 9}])
def test_what_cannot_be_is_refused(make_item: MakeItem, options: dict[str, int]) -> None:
    with pytest.raises(InvalidInput):
        share(make_item("beans"), by="anna", now=NOW, **options)  # type: ignore[arg-type]
