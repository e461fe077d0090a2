"""The forms of destinations: choose a platform, add, change, and replace the credentials."""

from collections.abc import Mapping

from flask import Blueprint, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.content.lookup import find_project
from fsp.core import current_settings
from fsp.destinations.accounts import add_destination, change_destination, replace_credentials
from fsp.destinations.catalogue import platform_class
from fsp.destinations.described import describe_platforms, limits_in_words
from fsp.destinations.expiry import set_expiry
from fsp.destinations.fields import InvalidFields
from fsp.destinations.lookup import find_destination, list_destinations
from fsp.destinations.options import DestinationOptions, default_options, options_of
from fsp.models.account import Role
from fsp.models.destination import SITE, Destination
from fsp.models.project import Project
from fsp.stores import current_redis, db, end_reading
from fsp.web import forms
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.destinations.forms import (
    DestinationForm,
    new_form,
    refused_form,
    secret_fields,
    sent_expiry,
    sent_options,
    sent_secrets,
    sent_settings,
    stored_form,
)
from fsp.web.destinations.views import destination_mark
from fsp.web.etags import refuse_unless

destination_forms = Blueprint("destination_forms", __name__)

SINGLE = "/projects/<slug>/destinations/<int:destination_id>"
TARGET = "destination {destination_id}"


@destination_forms.get("/projects/<slug>/destinations/new")
@requires(Role.ADMIN)
def choose(slug: str) -> str:
    """Let a person choose a platform."""
    project = find_project(slug)
    has_site = any(row.platform == SITE for row in list_destinations(project))
    end_reading()
    platforms = [
        (platform, limits_in_words(platform.abilities))
        for platform in describe_platforms()
        if not (has_site and platform.name == SITE)
    ]
    return render_template("destinations/choose.html", project=project, platforms=platforms)


@destination_forms.get("/projects/<slug>/destinations/new/<platform>")
@requires(Role.ADMIN)
def new(slug: str, platform: str) -> str:
    """Show the form of a platform."""
    project, kind = find_project(slug), platform_class(platform)
    options = default_options(kind, _free_name(project, kind.title))
    end_reading()
    return _form(project, new_form(kind, options))


@destination_forms.post("/projects/<slug>/destinations/new/<platform>")
@requires(Role.ADMIN, action=Action.ADD_DESTINATION, target="project {slug}: {platform}")
def add(slug: str, platform: str) -> Response | tuple[str, int]:
    """Add a destination."""
    project, kind, options = find_project(slug), platform_class(platform), sent_options()
    try:
        destination = add_destination(
            project,
            platform,
            options=options,
            values=sent_settings(kind.SettingsModel),
            credentials=None if forms.is_checked("has_no_secrets") else sent_secrets(),
            settings=current_settings(),
            connection=current_redis(),
        )
    except InvalidFields as error:
        db.session.rollback()
        return _form(project, refused_form(kind, options, error.faults, with_secrets=True)), 422
    note(after={"destination": destination.id})
    flash(f"{destination.name} added. Test it now.")
    return _to(slug, destination.id)


@destination_forms.get(f"{SINGLE}/edit")
@requires(Role.ADMIN)
def edit(slug: str, destination_id: int) -> str:
    """Show the form of a destination."""
    project = find_project(slug)
    destination = find_destination(project, destination_id)
    end_reading()
    form = stored_form(platform_class(destination.platform), options_of(destination), destination)
    return _form(project, form, destination)


@destination_forms.post(SINGLE)
@requires(Role.ADMIN, action=Action.CHANGE_DESTINATION, target=TARGET)
def save(slug: str, destination_id: int) -> Response | tuple[str, int]:
    """Save the form of a destination."""
    project = find_project(slug)
    destination = find_destination(project, destination_id)
    refuse_unless(destination_mark(destination))
    kind, options = platform_class(destination.platform), sent_options()
    try:
        expires_at = sent_expiry(destination)
        if expires_at != destination.credentials_expire_at:
            set_expiry(destination, expires_at, by=g.account.name)
        change_destination(destination, options, sent_settings(kind.SettingsModel), connection=current_redis())
    except InvalidFields as error:
        db.session.rollback()
        form = refused_form(kind, options, error.faults, with_secrets=False)
        return _form(project, form, find_destination(project, destination_id)), 422
    flash("Saved.")
    return _to(slug, destination_id)


@destination_forms.get(f"{SINGLE}/credentials")
@requires(Role.ADMIN)
def edit_credentials(slug: str, destination_id: int) -> str:
    """Show an empty form for the credentials."""
    project = find_project(slug)
    destination = find_destination(project, destination_id)
    end_reading()
    return _credentials_form(project, destination)


@destination_forms.post(f"{SINGLE}/credentials")
@requires(Role.ADMIN, action=Action.REPLACE_CREDENTIALS, target=TARGET)
def credentials(slug: str, destination_id: int) -> Response | tuple[str, int]:
    """Replace all credentials."""
    project = find_project(slug)
    destination = find_destination(project, destination_id)
    try:
        expires_at = sent_expiry()
        replace_credentials(destination, sent_secrets(), settings=current_settings(), connection=current_redis())
        if expires_at is not None:
            set_expiry(destination, expires_at, by=g.account.name)
            db.session.commit()
    except InvalidFields as error:
        db.session.rollback()
        return _credentials_form(project, destination, error.faults), 422
    flash("Credentials replaced. Test them now.")
    return _to(slug, destination_id)


def _form(project: Project, form: DestinationForm, destination: Destination | None = None) -> str:
    options: DestinationOptions = form.options
    return render_template(
        "destinations/form.html",
        project=project,
        form=form,
        options=options,
        destination=destination,
        mark=destination_mark(destination) if destination else "",
        limits=limits_in_words(form.platform.abilities),
    )


def _credentials_form(project: Project, destination: Destination, faults: Mapping[str, str] | None = None) -> str:
    secrets = secret_fields(platform_class(destination.platform), faults)
    return render_template(
        "destinations/credentials.html", project=project, destination=destination, secrets=secrets, faults=faults or {}
    )


def _free_name(project: Project, title: str) -> str:
    """Return the title of the platform, with a number if a destination of the project has that name."""
    taken = {row.name.casefold() for row in list_destinations(project)}
    numbered = (title if number == 1 else f"{title} {number}" for number in range(1, len(taken) + 2))
    return next(name for name in numbered if name.casefold() not in taken)


def _to(slug: str, destination_id: int) -> Response:
    return redirect(url_for("destinations.show", slug=slug, destination_id=destination_id), 303)
