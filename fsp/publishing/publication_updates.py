"""The UPDATE statements of publications. Each is built once, which takes several times as long as running it.

`this` is the id of the publication, `now` the time, and `new_<column>` a new value.
"""

from typing import Any, cast

from sqlalchemy import BindParameter, ColumnElement, Table, Update, bindparam, case, func, update

from fsp.models.publication import Drift, Publication, PublicationState
from fsp.models.types import UtcDateTime

SENDABLE = (PublicationState.PENDING, PublicationState.PUBLISHING, PublicationState.FAILED)

_TABLE = cast(Table, Publication.__table__)
_ROW = _TABLE.c


def _change(*conditions: ColumnElement[bool], **values: Any) -> Update:
    return update(_TABLE).where(_ROW.id == bindparam("this"), *conditions).values(**values)


def _new(name: str) -> BindParameter[Any]:
    return bindparam(f"new_{name}", type_=_ROW[name].type)


_NOW = bindparam("now", type_=UtcDateTime())
_IS_SENT_THEN = _ROW.create_sent_at == bindparam("then", type_=UtcDateTime())
_CONTENT = {name: _new(name) for name in ("content_hash", "revision_id", "frozen")}
_SENT = {name: _new(name) for name in ("external_id", "remote_hash", "evidence")} | {
    "url": func.coalesce(_new("url"), _ROW.url),
    "create_sent_at": None,
    "update_sent_at": None,
    "edited_hash": "",
}
_LIVE = {"live_at": func.coalesce(_ROW.live_at, _NOW), "updated_at": _NOW}

ATTEMPT = _change(_ROW.state.in_(SENDABLE), state=PublicationState.PUBLISHING, updated_at=_NOW)
_CREATE = _change(
    _ROW.state == PublicationState.PUBLISHING,
    _ROW.external_id.is_(None),
    create_sent_at=_NOW,
    updated_at=_NOW,
    **_CONTENT,
)
FIRST_CREATE = _CREATE.where(_ROW.create_sent_at.is_(None))
LATER_CREATE = _CREATE.where(_IS_SENT_THEN)
ANSWER_LOST = _change(_IS_SENT_THEN, evidence=_new("evidence"), updated_at=_NOW)
REFUSED = _change(_IS_SENT_THEN, create_sent_at=None)
# An earlier one whose answer was lost may still be what is there.
UPDATE_SENT = _change(update_sent_at=func.coalesce(_ROW.update_sent_at, _NOW))
UPDATE_REFUSED = _change(
    _ROW.update_sent_at == bindparam("then", type_=UtcDateTime()),
    update_sent_at=None,
)
THERE = _change(_ROW.external_id.is_(None), **_SENT, **_LIVE)
PUBLISHED = _change(
    **_CONTENT,
    **_LIVE,
    state=case((_ROW.state == PublicationState.PUBLISHING, PublicationState.PUBLISHED), else_=_ROW.state),
    error="",
    held_because="",
    drift=Drift.NONE,
    published_at=func.coalesce(_ROW.published_at, _NOW),
)
SENT_AND_PUBLISHED = PUBLISHED.values(**_SENT)
REMOVED = _change(
    state=case(
        (_ROW.state.in_([PublicationState.REMOVING, PublicationState.FAILED]), PublicationState.UNPUBLISHED),
        else_=_ROW.state,
    ),
    external_id=None,
    url=None,
    content_hash=None,
    create_sent_at=None,
    remote_hash="",
    update_sent_at=None,
    edited_hash="",
    evidence=_new("evidence"),
    error="",
    drift=Drift.NONE,
    updated_at=_NOW,
)
END = _change(
    _ROW.state.in_([PublicationState.PUBLISHING, PublicationState.REMOVING, PublicationState.FAILED]),
    state=_new("state"),
    error=_new("error"),
    held_because=_new("held_because"),
    updated_at=_NOW,
)
END_WITH_DRIFT = END.values(drift=_new("drift"))
EDITED = _change(
    _ROW.state == PublicationState.PUBLISHING,
    state=PublicationState.EDITED,
    edited_hash=_new("edited_hash"),
    held_because=_new("held_because"),
    drift=Drift.DIFFERS,
    error="",
    updated_at=_NOW,
)
