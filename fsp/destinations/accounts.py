"""Adds destinations to a project, changes, pauses and removes them, and replaces their credentials."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import redis
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from fsp.destinations.catalogue import platform_class
from fsp.destinations.contract import Platform
from fsp.destinations.credentials import encrypted
from fsp.destinations.expiry import learn_expiry
from fsp.destinations.fields import InvalidFields, checked_credentials, checked_settings
from fsp.destinations.gates import apply_gate, pause_gate, resume_gate
from fsp.destinations.lookup import find_destination, list_destinations
from fsp.destinations.options import DestinationOptions, checked_options, handle_of, set_options
from fsp.errors import Conflict
from fsp.models.destination import SITE, Destination
from fsp.models.project import Project
from fsp.queueing.keyed_request import KeyedRequest
from fsp.redis_ops.keys import destination_session
from fsp.settings import Settings
from fsp.stores import db

MAX_DESTINATIONS = 100
MAX_REASON_CHARACTERS = 500


def add_destination(
    project: Project,
    platform: str,
    *,
    options: DestinationOptions,
    values: Mapping[str, Any],
    credentials: Mapping[str, Any] | None,
    settings: Settings,
    connection: redis.Redis,
    request: KeyedRequest | None = None,
) -> Destination:
    """Add a destination. `credentials` is None if they come from variables or are entered later.

    With a keyed `request`, repeating it returns the destination that it added first. Raise UnknownName for the
    platform, InvalidFields for the rest, Conflict if the name is taken.
    """
    kind = platform_class(platform)
    first = request.read_result() if request else None
    if first is not None:
        return find_destination(project, int(first))
    _refuse_another(project, platform)
    row = Destination(project_id=project.id, platform=platform, settings=checked_settings(kind, values))
    options = checked_options(options)
    set_options(row, options)
    _refuse_taken_name(project, row)
    if credentials is not None:
        _use_credentials(row, kind, credentials, settings=settings)
    db.session.add(row)
    _commit(row, options, request)
    apply_gate(connection, row)
    return row


def change_destination(
    destination: Destination, options: DestinationOptions, values: Mapping[str, Any] | None, *, connection: redis.Redis
) -> None:
    """Change the options, and the settings unless `values` is None; raise InvalidFields or Conflict."""
    options = checked_options(options)
    if values is not None:
        destination.settings = checked_settings(platform_class(destination.platform), values)
    set_options(destination, options)
    _refuse_taken_name(destination.project, destination)
    _commit(destination, options, None)
    apply_gate(connection, destination)


def replace_credentials(
    destination: Destination, credentials: Mapping[str, Any], *, settings: Settings, connection: redis.Redis
) -> None:
    """Replace all stored credentials; raise InvalidFields. The results of the last test no longer hold."""
    destination.credentials_expire_at, destination.expiry_source = None, ""
    _use_credentials(destination, platform_class(destination.platform), credentials, settings=settings)
    destination.checked_at, destination.check_results = None, []
    db.session.commit()
    # It belongs to the previous account.
    connection.delete(destination_session(destination.id))


def pause_destination(
    destination: Destination, *, by: str, reason: str, now: datetime, connection: redis.Redis
) -> None:
    """Let nothing be sent to a destination. Running jobs continue, posts wait. Raise Conflict if it is paused."""
    if destination.paused_at is not None:
        raise Conflict(f'"{destination.name}" was already paused by {destination.paused_by}.')
    destination.paused_at, destination.paused_by = now, by
    destination.pause_reason = reason[:MAX_REASON_CHARACTERS]
    db.session.commit()
    pause_gate(connection, destination)


def resume_destination(destination: Destination, *, connection: redis.Redis) -> None:
    """Send to a destination again. Harmless if it is not paused."""
    destination.paused_at, destination.paused_by, destination.pause_reason = None, "", ""
    db.session.commit()
    resume_gate(connection, destination)


def remove_destination(destination: Destination, *, now: datetime, connection: redis.Redis) -> None:
    """Remove a destination and delete its credentials. What was published there stays; nothing more is sent."""
    destination.removed_at, destination.credentials = now, None
    # Another destination may have the name from now on.
    destination.name = f"{destination.name[:80]} (removed {destination.id})"
    destination.paused_at, destination.paused_by, destination.pause_reason = None, "", ""
    db.session.commit()
    connection.delete(destination_session(destination.id))
    resume_gate(connection, destination)


def _use_credentials(
    destination: Destination, kind: type[Platform], credentials: Mapping[str, Any], *, settings: Settings
) -> None:
    checked = checked_credentials(kind, credentials)
    destination.credentials = encrypted(checked, settings=settings)
    learn_expiry(destination, kind.CredentialsModel.model_validate(checked))


def _refuse_another(project: Project, platform: str) -> None:
    if project.deleted_at is not None:
        raise Conflict(f'Project "{project.title}" is deleted. Restore it first.')
    existing = list_destinations(project)
    if len(existing) >= MAX_DESTINATIONS:
        raise Conflict(f"A project has at most {MAX_DESTINATIONS} destinations. Remove one first.")
    if platform == SITE and any(row.platform == SITE for row in existing):
        raise Conflict(f'Project "{project.title}" already publishes on its site.')


def _refuse_taken_name(project: Project, destination: Destination) -> None:
    """Names that differ only in case or punctuation would share their variables."""
    query = select(Destination).where(
        Destination.project_id == project.id, Destination.removed_at.is_(None), Destination.id != destination.id
    )
    with db.session.no_autoflush:
        others = list(db.session.scalars(query)) if destination.id else list_destinations(project)
    handle = handle_of(destination.name)
    taken = next((other.name for other in others if handle_of(other.name) == handle), None)
    if taken is not None:
        raise InvalidFields({"name": f'is too similar to the destination "{taken}"'})


def _commit(destination: Destination, options: DestinationOptions, request: KeyedRequest | None) -> None:
    try:
        db.session.flush()
        # An INSERT writes the column's default in place of None.
        set_options(destination, options)
        if request:
            request.add_result(str(destination.id))
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Conflict(f'Another request added the destination "{destination.name}" at the same time.') from error
