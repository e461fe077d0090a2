"""The form of a destination: settings from the schema of its platform, secrets, and what every destination has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import request
from pydantic import BaseModel

from fsp.destinations.contract import Platform
from fsp.destinations.entered import typed_value
from fsp.destinations.fields import InvalidFields
from fsp.destinations.options import DestinationOptions
from fsp.models.destination import AfterEdit, AfterLate, Destination
from fsp.web import forms
from fsp.web.access.audit_trail import SECRET_PREFIX
from fsp.web.schema_form import PREFIX, FormField, fields_of, form_of

MINUTE = 60


@dataclass(frozen=True)
class SecretField:
    """One secret to enter. It is never filled in."""

    name: str
    title: str
    hint: str
    is_required: bool
    is_long: bool
    fault: str = ""

    @property
    def field_name(self) -> str:
        """Return its name in the form: one that the audit log omits."""
        return SECRET_PREFIX + self.name


@dataclass(frozen=True)
class DestinationForm:
    """A form with what was entered, or with what is stored, and the fault of each field."""

    platform: type[Platform]
    options: DestinationOptions
    settings: tuple[FormField, ...]
    secrets: tuple[SecretField, ...]
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def lateness_minutes(self) -> str:
        """Return the accepted lateness in minutes; empty for any."""
        seconds = self.options.max_lateness_seconds
        return "" if seconds is None else f"{seconds / MINUTE:g}"

    @property
    def alert_after_minutes(self) -> str:
        """Return the delay from which late posts are reported, in minutes; empty for never."""
        seconds = self.options.alert_after_seconds
        return "" if seconds is None else f"{seconds / MINUTE:g}"


def new_form(platform: type[Platform], options: DestinationOptions) -> DestinationForm:
    """Return an empty form."""
    return DestinationForm(platform, options, fields_of(platform.SettingsModel), secret_fields(platform))


def stored_form(platform: type[Platform], options: DestinationOptions, destination: Destination) -> DestinationForm:
    """Return the form of a destination with its settings."""
    stored = form_of(destination.settings)
    return DestinationForm(platform, options, fields_of(platform.SettingsModel, values=stored), ())


def refused_form(
    platform: type[Platform], options: DestinationOptions, faults: Mapping[str, str], *, with_secrets: bool
) -> DestinationForm:
    """Return the form as it was sent, with its faults. Secrets must be entered again."""
    settings = fields_of(platform.SettingsModel, values=request.form.to_dict(), faults=faults)
    secrets = secret_fields(platform, faults) if with_secrets else ()
    shown = {row.name for row in settings} | {row.name for row in secrets}
    return DestinationForm(
        platform, options, settings, secrets, {name: fault for name, fault in faults.items() if name not in shown}
    )


def secret_fields(platform: type[Platform], faults: Mapping[str, str] | None = None) -> tuple[SecretField, ...]:
    """Return the secrets of a platform."""
    return tuple(
        SecretField(
            name,
            info.title or name,
            info.description or "",
            info.is_required(),
            _is_long(name, info.json_schema_extra),
            (faults or {}).get(name, ""),
        )
        for name, info in platform.CredentialsModel.model_fields.items()
    )


def sent_settings(model: type[BaseModel]) -> dict[str, Any]:
    """Return the settings in the form that was sent. An empty field is omitted, so that its default applies."""
    texts = {name: text for name, text in request.form.items() if name.startswith(PREFIX) and text.strip()}
    return {
        name.removeprefix(PREFIX): typed_value(model, name.removeprefix(PREFIX), text.strip())
        for name, text in texts.items()
    }


def sent_secrets() -> dict[str, str]:
    """Return the secrets in the form that was sent."""
    return {
        name.removeprefix(SECRET_PREFIX): value.replace("\r\n", "\n")
        for name, value in request.form.items()
        if name.startswith(SECRET_PREFIX)
    }


def sent_options() -> DestinationOptions:
    """Return the options in the form that was sent. `checked_options` refuses the -1 of an unreadable number."""
    return DestinationOptions(
        name=forms.text("name"),
        max_lateness_seconds=_number("lateness_minutes", MINUTE),
        after_late=request.form.get("after_late", AfterLate.HOLD),
        after_edit=request.form.get("after_edit", AfterEdit.ASK),
        sends_older_posts=forms.is_checked("sends_older_posts"),
        alert_after_seconds=_number("alert_after_minutes", MINUTE),
        rate_units=_number("rate_units"),
        rate_window_seconds=_number("rate_window_seconds"),
        text_template=request.form.get("text_template", "").replace("\r\n", "\n").strip(),
    )


def sent_expiry(destination: Destination | None = None) -> datetime | None:
    """Return the day in the form, at its beginning in UTC. That of the stored expiry is the stored time."""
    text, stored = forms.text("credentials_expire_on"), destination.credentials_expire_at if destination else None
    if stored is not None and text == f"{stored:%Y-%m-%d}":
        return stored
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
    except ValueError as error:
        fault = "must be a date such as 2027-03-31"
        raise InvalidFields({"credentials_expire_on": fault}) from error


def _number(name: str, factor: int = 1) -> int | None:
    text = forms.text(name)
    if not text:
        return None
    try:
        return int(float(text) * factor)
    except (ValueError, OverflowError):
        return -1


def _is_long(name: str, extra: Any) -> bool:
    """Return whether a secret has several lines, such as a private key."""
    is_marked = isinstance(extra, dict) and bool(extra.get("multiline"))
    return is_marked or name in {"private_key", "ssh_key"}
