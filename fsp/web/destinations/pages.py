"""The pages of destinations: the list of a project, one destination, and what is done about it."""

from flask import Blueprint, flash, g, redirect, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.content.lookup import find_project
from fsp.core import current_settings
from fsp.destinations.account_check import check_account
from fsp.destinations.accounts import (
    pause_destination,
    remove_destination,
    resume_destination,
)
from fsp.destinations.lookup import find_destination
from fsp.models.account import Role
from fsp.models.destination import Destination
from fsp.stores import current_redis
from fsp.web import forms
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.destinations.views import destination_mark, read_destination, read_destinations
from fsp.web.etags import refuse_unless
from fsp.web.partials import live_page
from fsp.web.toasts import Undo, done

destinations = Blueprint("destinations", __name__)

SINGLE = "/projects/<slug>/destinations/<int:destination_id>"
TARGET = "destination {destination_id}"


@destinations.get("/projects/<slug>/destinations")
@requires(Role.VIEWER)
def index(slug: str) -> str:
    """List where a project publishes. A poll returns the part that changes."""
    return live_page("destinations/index", view=read_destinations(slug, utc_now()))


@destinations.get(SINGLE)
@requires(Role.VIEWER)
def show(slug: str, destination_id: int) -> str:
    """Show one destination. A poll returns the part that changes."""
    return live_page(
        "destinations/destination", view=read_destination(slug, destination_id, utc_now()), mark_of=destination_mark
    )


@destinations.post(f"{SINGLE}/test")
@requires(Role.OPERATOR, action=Action.TEST_DESTINATION, target=TARGET)
def test(slug: str, destination_id: int) -> Response:
    """Test the account, and show each finding."""
    destination = _find(slug, destination_id)
    results = check_account(destination, settings=current_settings(), now=utc_now)
    failed = [result.name for result in results if not result.is_ok]
    note(after={"failed": failed})
    flash(f"{len(failed)} of {len(results)} checks failed. What to do is below." if failed else "All checks passed.")
    return _back(slug, destination_id)


@destinations.post(f"{SINGLE}/pause")
@requires(Role.OPERATOR, action=Action.PAUSE_DESTINATION, target=TARGET)
def pause(slug: str, destination_id: int) -> Response:
    """Send nothing to a destination."""
    destination = _found_unchanged(slug, destination_id)
    pause_destination(
        destination, by=g.account.name, reason=forms.text("reason"), now=utc_now(), connection=current_redis()
    )
    undo = Undo(url_for("destinations.resume", slug=slug, destination_id=destination_id))
    done(f"{destination.name} is paused. Its posts wait.", undo)
    return _back(slug, destination_id)


@destinations.post(f"{SINGLE}/resume")
@requires(Role.OPERATOR, action=Action.RESUME_DESTINATION, target=TARGET)
def resume(slug: str, destination_id: int) -> Response:
    """Send to a destination again."""
    destination = _found_unchanged(slug, destination_id)
    resume_destination(destination, connection=current_redis())
    flash(f"{destination.name} resumed.")
    return _back(slug, destination_id)


@destinations.post(f"{SINGLE}/remove")
@requires(Role.ADMIN, action=Action.REMOVE_DESTINATION, target=TARGET)
def remove(slug: str, destination_id: int) -> Response:
    """Remove a destination and delete its credentials."""
    destination = _found_unchanged(slug, destination_id)
    name = destination.name
    remove_destination(destination, now=utc_now(), connection=current_redis())
    flash(f"{name} removed, and its credentials deleted. What was published there stays.")
    return redirect(url_for("destinations.index", slug=slug), 303)


def _find(slug: str, destination_id: int) -> Destination:
    return find_destination(find_project(slug), destination_id)


def _found_unchanged(slug: str, destination_id: int) -> Destination:
    destination = _find(slug, destination_id)
    refuse_unless(destination_mark(destination))
    return destination


def _back(slug: str, destination_id: int) -> Response:
    return redirect(url_for("destinations.show", slug=slug, destination_id=destination_id), 303)
