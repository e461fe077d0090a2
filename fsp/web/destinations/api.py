"""`/api/platforms` and `/api/projects/…/destinations`: add, change, test, pause and remove destinations."""

from flask import Response, g, url_for
from flask_openapi.types import ResponseDict

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.content.lookup import find_project
from fsp.core import current_settings
from fsp.destinations.account_check import check_account
from fsp.destinations.accounts import (
    add_destination,
    change_destination,
    pause_destination,
    remove_destination,
    replace_credentials,
    resume_destination,
)
from fsp.destinations.catalogue import platform_class
from fsp.destinations.described import describe_credentials, describe_platforms
from fsp.destinations.expiry import set_expiry
from fsp.destinations.lookup import find_destination, list_destinations
from fsp.destinations.options import default_options
from fsp.models.account import Role
from fsp.models.destination import Destination
from fsp.stores import current_redis, db, end_reading
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.destinations.schemas import (
    AbilitiesShape,
    AccountCheckShape,
    CredentialsBody,
    CredentialShape,
    DeliveryTimesShape,
    DestinationBody,
    DestinationListShape,
    DestinationPath,
    DestinationPauseBody,
    DestinationShape,
    DestinationsPath,
    NewDestinationBody,
    PlatformListShape,
    PlatformShape,
    RemovedShape,
    TestShape,
    changed_options,
)
from fsp.web.destinations.views import DestinationLine, destination_lines, destination_mark
from fsp.web.etags import refuse_unless
from fsp.web.idempotency_header import IdempotencyHeader
from fsp.web.openapi import CHANGED, answer, api_blueprint, tagged
from fsp.web.schema import Problem

destinations_api = api_blueprint("api_destinations")

ADDED: ResponseDict = {201: DestinationShape, 409: Problem}
EDITED: ResponseDict = {200: DestinationShape, **CHANGED}
ALL = "/api/projects/<slug>/destinations"
SINGLE = f"{ALL}/<int:destination_id>"
TARGET = "destination {destination_id}"


@destinations_api.get("/api/platforms", responses={200: PlatformListShape}, summary="List the platforms")
@requires(Role.VIEWER)
def platforms() -> Response:
    """List the platforms with the schemas of their settings and credentials."""
    shapes = [
        PlatformShape.of(described, abilities=AbilitiesShape.of(described.abilities))
        for described in describe_platforms()
    ]
    return answer(PlatformListShape(platforms=shapes))


@destinations_api.get(ALL, responses={200: DestinationListShape}, summary="List the destinations of a project")
@requires(Role.VIEWER)
def index(path: DestinationsPath) -> Response:
    """List where a project publishes."""
    shapes = _shapes(list_destinations(find_project(path.slug)))
    end_reading()
    return answer(DestinationListShape(destinations=shapes))


@destinations_api.post(ALL, responses=ADDED, summary="Add a destination")
@requires(Role.ADMIN, action=Action.ADD_DESTINATION, target="project {slug}: {platform}")
def add(
    path: DestinationsPath, body: NewDestinationBody, header: IdempotencyHeader
) -> tuple[Response, int, dict[str, str]]:
    """Add a destination. Test it before posts are due."""
    project, options = find_project(path.slug), body.options_on(default_options(platform_class(body.platform)))
    destination = add_destination(
        project,
        body.platform,
        options=options,
        values=body.settings or {},
        credentials=body.credentials,
        settings=current_settings(),
        connection=current_redis(),
        request=header.keyed({"project": path.slug, "destination": body.model_dump(mode="json")}),
    )
    _set_expiry(destination, body)
    db.session.commit()
    note(after={"destination": destination.id})
    location = url_for("api_destinations.show", slug=path.slug, destination_id=destination.id)
    return _answer(destination), 201, {"Location": location}


@destinations_api.get(SINGLE, responses={200: DestinationShape}, summary="Read a destination")
@requires(Role.VIEWER)
def show(path: DestinationPath) -> Response:
    """Return a destination without its secrets. The ETag is for `If-Match` of a change."""
    return _answer(_find(path))


@destinations_api.patch(SINGLE, responses=EDITED, summary="Change a destination")
@requires(Role.ADMIN, action=Action.CHANGE_DESTINATION, target=TARGET)
def change(path: DestinationPath, body: DestinationBody) -> Response:
    """Change some fields of a destination. `settings` replaces all settings."""
    destination = _found_unchanged(path)
    _set_expiry(destination, body)
    change_destination(destination, changed_options(body, destination), body.settings, connection=current_redis())
    return _answer(destination)


@destinations_api.put(f"{SINGLE}/credentials", responses=EDITED, summary="Replace the credentials")
@requires(Role.ADMIN, action=Action.REPLACE_CREDENTIALS, target=TARGET)
def credentials(path: DestinationPath, body: CredentialsBody) -> Response:
    """Replace all stored secrets of a destination."""
    destination = _found_unchanged(path)
    replace_credentials(destination, body.credentials, settings=current_settings(), connection=current_redis())
    if body.expires_at is not None:
        set_expiry(destination, body.expires_at, by=g.account.name)
        db.session.commit()
    return _answer(destination)


@destinations_api.post(f"{SINGLE}/test", responses={200: TestShape}, summary="Test a destination")
@requires(Role.OPERATOR, action=Action.TEST_DESTINATION, target=TARGET)
def test(path: DestinationPath) -> Response:
    """Check the account within ten seconds, and say what to do about each failure."""
    destination = _find(path)
    results = check_account(destination, settings=current_settings(), now=utc_now)
    is_ok = all(result.is_ok for result in results)
    note(after={"failed": [result.name for result in results if not result.is_ok]})
    return answer(TestShape.of(destination, is_ok=is_ok, check_results=AccountCheckShape.list_of(results)))


@destinations_api.post(f"{SINGLE}/pause", responses=EDITED, summary="Pause a destination")
@requires(Role.OPERATOR, action=Action.PAUSE_DESTINATION, target=TARGET)
def pause(path: DestinationPath, body: DestinationPauseBody) -> Response:
    """Send nothing to a destination. Its posts wait."""
    destination = _found_unchanged(path)
    pause_destination(destination, by=g.account.name, reason=body.reason, now=utc_now(), connection=current_redis())
    return _answer(destination)


@destinations_api.post(f"{SINGLE}/resume", responses=EDITED, summary="Resume a destination")
@requires(Role.OPERATOR, action=Action.RESUME_DESTINATION, target=TARGET)
def resume(path: DestinationPath) -> Response:
    """Send to a destination again."""
    destination = _found_unchanged(path)
    resume_destination(destination, connection=current_redis())
    return _answer(destination)


@destinations_api.delete(SINGLE, responses={200: RemovedShape, **CHANGED}, summary="Remove a destination")
@requires(Role.ADMIN, action=Action.REMOVE_DESTINATION, target=TARGET)
def remove(path: DestinationPath) -> Response:
    """Remove a destination and delete its credentials. What was published there stays."""
    destination = _found_unchanged(path)
    remove_destination(destination, now=utc_now(), connection=current_redis())
    return answer(RemovedShape.of(destination))


def _set_expiry(destination: Destination, body: DestinationBody) -> None:
    if "credentials_expire_at" in body.model_fields_set:
        set_expiry(destination, body.credentials_expire_at, by=g.account.name)


def _find(path: DestinationPath) -> Destination:
    return find_destination(find_project(path.slug), path.destination_id)


def _found_unchanged(path: DestinationPath) -> Destination:
    destination = _find(path)
    refuse_unless(destination_mark(destination))
    return destination


def _answer(destination: Destination) -> Response:
    (shape,), mark = _shapes([destination]), destination_mark(destination)
    end_reading()
    return tagged(answer(shape), mark)


def _shapes(destinations: list[Destination]) -> list[DestinationShape]:
    return [_shape(line) for line in destination_lines(destinations, utc_now())]


def _shape(line: DestinationLine) -> DestinationShape:
    fields = describe_credentials(line.destination, settings=current_settings())
    return DestinationShape.of(
        line.destination,
        platform_title=line.title,
        credentials=CredentialShape.list_of(fields),
        check_results=AccountCheckShape.list_of(line.results),
        circuit=line.gate.circuit,
        circuit_reason=line.gate.why,
        next_try_at=line.gate.open_until,
        posts=line.report.counts,
        due_to_live=DeliveryTimesShape.of(line.report.due_to_live),
    )
