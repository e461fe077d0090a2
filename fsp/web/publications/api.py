"""`/api/items/…/publications`: where a post is, what a person decides about it, and its short texts."""

from flask import Response
from flask_openapi.types import ResponseDict

from fsp.audit.action import Action
from fsp.content.lookup import find_item
from fsp.core import current_settings
from fsp.models.account import Role
from fsp.models.destination import Destination
from fsp.models.publication import Publication
from fsp.publishing.decisions import it_is_there, keep_theirs, overwrite, send_again, send_now, skip
from fsp.publishing.item_publications import find_publication, find_row, publications_of
from fsp.publishing.preflight import check_item
from fsp.publishing.short_texts import read_short_text, write_short_text
from fsp.redis_ops.shared_clock import best_now
from fsp.stores import current_redis, db, end_reading
from fsp.web.access.permissions import requires
from fsp.web.items.schemas import ItemPath
from fsp.web.openapi import answer, api_blueprint
from fsp.web.publications.schemas import (
    ConfirmPublicationBody,
    PublicationListShape,
    PublicationPath,
    PublicationShape,
    ShortTextBody,
    ShortTextShape,
    short_text_shape,
)
from fsp.web.schema import Problem

publications_api = api_blueprint("api_publications")

DECIDED: ResponseDict = {200: PublicationListShape, 409: Problem}
TEXT: ResponseDict = {200: ShortTextShape, 409: Problem}
SINGLE = "/api/items/<int:item_id>/publications/<int:destination_id>"
TARGET = "item {item_id} at destination {destination_id}"


@publications_api.get(
    "/api/items/<int:item_id>/publications", responses={200: PublicationListShape}, summary="List publications"
)
@requires(Role.VIEWER)
def index(path: ItemPath) -> Response:
    """Return the state of a post at each destination of its project, with evidence."""
    return _answer(path.item_id)


@publications_api.post(
    "/api/items/<int:item_id>/preflight", responses={200: PublicationListShape}, summary="Check a post now"
)
@requires(Role.OPERATOR, action=Action.CHECK_ITEM, target="item {item_id}")
def preflight(path: ItemPath) -> Response:
    """Check what will prevent the publication of a post at each destination, without its links."""
    now, item = best_now(current_redis()), find_item(path.item_id)
    check_item(item, settings=current_settings(), connection=current_redis(), now=now)
    return _answer(path.item_id)


@publications_api.post(f"{SINGLE}/send-now", responses=DECIDED, summary="Send a held or failed post")
@requires(Role.OPERATOR, action=Action.SEND_NOW, target=TARGET)
def send(path: PublicationPath) -> Response:
    """Send a post that is held or failed."""
    send_now(_find(path), connection=current_redis(), now=best_now(current_redis()))
    return _answer(path.item_id)


@publications_api.post(f"{SINGLE}/skip", responses=DECIDED, summary="Skip a held post")
@requires(Role.OPERATOR, action=Action.SKIP_PUBLICATION, target=TARGET)
def skip_(path: PublicationPath) -> Response:
    """Never send a post that is held."""
    skip(_find(path))
    return _answer(path.item_id)


@publications_api.post(f"{SINGLE}/overwrite", responses=DECIDED, summary="Replace what somebody changed there")
@requires(Role.OPERATOR, action=Action.OVERWRITE_PUBLICATION, target=TARGET)
def overwrite_(path: PublicationPath) -> Response:
    """Send the update that waits, although somebody changed the post there."""
    overwrite(_find(path), connection=current_redis(), now=best_now(current_redis()))
    return _answer(path.item_id)


@publications_api.post(f"{SINGLE}/keep-theirs", responses=DECIDED, summary="Keep what somebody changed there")
@requires(Role.OPERATOR, action=Action.KEEP_THEIRS, target=TARGET)
def keep(path: PublicationPath) -> Response:
    """Leave the post as somebody changed it there. The next update asks again."""
    keep_theirs(_find(path))
    return _answer(path.item_id)


@publications_api.post(f"{SINGLE}/confirm", responses=DECIDED, summary="Confirm that an unknown post is there")
@requires(Role.OPERATOR, action=Action.CONFIRM_PUBLICATION, target=TARGET)
def confirm(path: PublicationPath, body: ConfirmPublicationBody) -> Response:
    """Record where a post is whose answer was lost."""
    now = best_now(current_redis())
    it_is_there(_find(path), external_id=body.external_id, url=body.url, connection=current_redis(), now=now)
    return _answer(path.item_id)


@publications_api.post(f"{SINGLE}/send-again", responses=DECIDED, summary="Send a post again that is not there")
@requires(Role.OPERATOR, action=Action.SEND_AGAIN, target=TARGET)
def again(path: PublicationPath) -> Response:
    """Send an unknown post again, or one that was deleted at its destination. Look there first."""
    send_again(_find(path), connection=current_redis(), now=best_now(current_redis()))
    return _answer(path.item_id)


@publications_api.get(f"{SINGLE}/text", responses=TEXT, summary="Read a short text")
@requires(Role.VIEWER)
def show_text(path: PublicationPath) -> Response:
    """Return the short text of a post for a destination, as the platform counts it."""
    return _text(path)


@publications_api.put(f"{SINGLE}/text", responses=TEXT, summary="Write a short text")
@requires(Role.OPERATOR, action=Action.SET_SHORT_TEXT, target=TARGET)
def write_text(path: PublicationPath, body: ShortTextBody) -> Response:
    """Use this text instead of the one from the template. A published post is updated. An empty text resets it."""
    publication = _find(path)
    write_short_text(
        publication, _place(publication), body.text, settings=current_settings(), connection=current_redis()
    )
    return _text(path)


def _find(path: PublicationPath) -> Publication:
    return find_publication(find_item(path.item_id), path.destination_id)


def _place(publication: Publication) -> Destination:
    return db.session.get_one(Destination, publication.destination_id)


def _text(path: PublicationPath) -> Response:
    text = read_short_text(find_row(find_item(path.item_id), path.destination_id), settings=current_settings())
    end_reading()
    return answer(short_text_shape(text))


def _answer(item_id: int) -> Response:
    shapes = [PublicationShape.of_row(row) for row in publications_of(find_item(item_id))]
    end_reading()
    return answer(PublicationListShape(publications=shapes))
