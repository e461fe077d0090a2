"""What a person decides about a post at one destination, and its short text there."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.content.lookup import find_item
from fsp.core import current_settings
from fsp.errors import InvalidInput
from fsp.models.account import Role
from fsp.models.destination import Destination
from fsp.models.publication import Publication
from fsp.publishing.decisions import it_is_there, keep_theirs, overwrite, send_again, send_now, skip
from fsp.publishing.item_publications import ItemPublication, find_publication, find_row
from fsp.publishing.preflight import check_item
from fsp.publishing.short_texts import ShortText, count_short_text, read_short_text, write_short_text
from fsp.redis_ops.shared_clock import best_now
from fsp.stores import current_redis, db, end_reading
from fsp.web import forms
from fsp.web.access.permissions import requires

publications = Blueprint("publications", __name__)

SINGLE = "/items/<int:item_id>/destinations/<int:destination_id>"
TARGET = "item {item_id} at destination {destination_id}"


@publications.post(f"{SINGLE}/send-now")
@requires(Role.OPERATOR, action=Action.SEND_NOW, target=TARGET)
def send(item_id: int, destination_id: int) -> Response:
    """Send a post that is held or failed."""
    send_now(_find(item_id, destination_id), connection=current_redis(), now=best_now(current_redis()))
    return _done(item_id, "Sending…")


@publications.post(f"{SINGLE}/skip")
@requires(Role.OPERATOR, action=Action.SKIP_PUBLICATION, target=TARGET)
def skip_(item_id: int, destination_id: int) -> Response:
    """Never send a post that is held."""
    skip(_find(item_id, destination_id))
    return _done(item_id, "Skipped. It will not be sent there.")


@publications.post(f"{SINGLE}/overwrite")
@requires(Role.OPERATOR, action=Action.OVERWRITE_PUBLICATION, target=TARGET)
def overwrite_(item_id: int, destination_id: int) -> Response:
    """Send the update that waits, although somebody changed the post there."""
    overwrite(_find(item_id, destination_id), connection=current_redis(), now=best_now(current_redis()))
    return _done(item_id, "Updating…")


@publications.post(f"{SINGLE}/keep-theirs")
@requires(Role.OPERATOR, action=Action.KEEP_THEIRS, target=TARGET)
def keep(item_id: int, destination_id: int) -> Response:
    """Leave the post as somebody changed it there."""
    keep_theirs(_find(item_id, destination_id))
    return _done(item_id, "The text there stays. The next update asks again.")


@publications.post(f"{SINGLE}/confirm")
@requires(Role.OPERATOR, action=Action.CONFIRM_PUBLICATION, target=TARGET)
def confirm(item_id: int, destination_id: int) -> Response:
    """Record where a post is whose answer was lost."""
    publication = _find(item_id, destination_id)
    now = best_now(current_redis())
    it_is_there(publication, external_id="", url=forms.text("url"), connection=current_redis(), now=now)
    return _done(item_id, "Recorded. It will not be sent again.")


@publications.post(f"{SINGLE}/send-again")
@requires(Role.OPERATOR, action=Action.SEND_AGAIN, target=TARGET)
def again(item_id: int, destination_id: int) -> Response:
    """Send a post again that is not there."""
    send_again(_find(item_id, destination_id), connection=current_redis(), now=best_now(current_redis()))
    return _done(item_id, "Sending again…")


@publications.post("/items/<int:item_id>/preflight")
@requires(Role.OPERATOR, action=Action.CHECK_ITEM, target="item {item_id}")
def preflight(item_id: int) -> Response:
    """Check what will prevent the publication of a post."""
    now, item = best_now(current_redis()), find_item(item_id)
    results = check_item(item, settings=current_settings(), connection=current_redis(), now=now)
    count = sum(map(len, results.values()))
    return _done(item_id, f"{count} problem{'s' if count != 1 else ''} found." if count else "No problems found.")


@publications.get(f"{SINGLE}/text")
@requires(Role.VIEWER)
def edit_text(item_id: int, destination_id: int) -> str:
    """Show the short text of a post for a destination, with its count."""
    row = find_row(find_item(item_id), destination_id)
    return _text_page(row, read_short_text(row, settings=current_settings()))


@publications.post(f"{SINGLE}/text/count")
@requires(Role.VIEWER)
def count(item_id: int, destination_id: int) -> str:
    """Return the preview and the count of a text. It is too long for an address, so it is sent."""
    place = find_row(find_item(item_id), destination_id).destination
    text = _sent_text()
    counted = count_short_text(place, text, settings=current_settings())
    end_reading()
    return render_template("publications/panels/count.html", text=text, count=counted)


@publications.post(f"{SINGLE}/text")
@requires(Role.OPERATOR, action=Action.SET_SHORT_TEXT, target=TARGET)
def write_text(item_id: int, destination_id: int) -> Response | tuple[str, int]:
    """Use this text, or the template's again."""
    publication = _find(item_id, destination_id)
    place, text = _place(publication), "" if forms.is_checked("resets") else _sent_text()
    settings = current_settings()
    try:
        write_short_text(publication, place, text, settings=settings, connection=current_redis())
    except InvalidInput as error:
        db.session.rollback()
        row = find_row(find_item(item_id), destination_id)
        stored = read_short_text(row, settings=settings)
        counted = count_short_text(place, text, settings=settings)
        refused = ShortText(text, stored.from_template, is_override=True, count=counted)
        return _text_page(row, refused, error=str(error)), 422
    return _done(item_id, "The template is used again." if not text else f"Saved the text for {place.name}.")


def _text_page(row: ItemPublication, text: ShortText, *, error: str = "") -> str:
    item = find_item(row.item_id)
    end_reading()
    return render_template(
        "publications/text.html", item=item, destination=row.destination, short=text, count=text.count, error=error
    )


def _sent_text() -> str:
    return request.form.get("text", "").replace("\r\n", "\n").strip()


def _find(item_id: int, destination_id: int) -> Publication:
    return find_publication(find_item(item_id), destination_id)


def _place(publication: Publication) -> Destination:
    return db.session.get_one(Destination, publication.destination_id)


def _done(item_id: int, words: str) -> Response:
    flash(words)
    return redirect(url_for("items.show", item_id=item_id), 303)
