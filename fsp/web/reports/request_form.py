"""The fields of the forms for reports, read and checked."""

from datetime import date
from typing import Any, TypeVar

from flask import request

from fsp.clock import utc_now
from fsp.content.lookup import find_project
from fsp.errors import InvalidInput
from fsp.local_time import checked_zone
from fsp.models.report_subscription import Rhythm
from fsp.reporting.options import DEFAULT_FORMATS, FORMAT_TITLES, ReportFormat, ReportOptions
from fsp.reporting.period import TITLES, PeriodName
from fsp.reporting.rhythm import WEEKDAYS
from fsp.reporting.subscriptions import SubscriptionText, parse_clock
from fsp.web import forms
from fsp.web.timezone import zone_name

RHYTHMS = {Rhythm.DAILY: "Every day", Rhythm.WEEKLY: "Every week", Rhythm.MONTHLY: "Every month"}


def form_choices() -> dict[str, Any]:
    """Return the lists that the forms offer."""
    return {
        "periods": TITLES,
        "moving_periods": {name: title for name, title in TITLES.items() if name is not PeriodName.DATES},
        "formats": FORMAT_TITLES,
        "default_formats": DEFAULT_FORMATS,
        "zone": zone_name(),
        "rhythms": RHYTHMS,
        "weekdays": WEEKDAYS,
    }


def report_arguments() -> tuple[dict[str, Any], int | None]:
    """Return the arguments of the requested report and the id of its project; raise InvalidInput for what cannot be."""
    slug = forms.text("project")
    project = find_project(slug) if slug else None
    options = ReportOptions(
        period=_one_of(PeriodName, "period", PeriodName.DAYS_30),
        first=_day("first"),
        last=_day("last"),
        zone=checked_zone(forms.text("zone") or "UTC"),
        formats=_formats(),
    )
    options.span(utc_now())
    return {"project": slug or None, **options.arguments}, project.id if project else None


def subscription_text() -> SubscriptionText:
    """Return the chosen subscription, which is checked when it is saved."""
    rhythm = _one_of(Rhythm, "rhythm", Rhythm.WEEKLY)
    day = forms.whole_number("month_day" if rhythm is Rhythm.MONTHLY else "weekday") or 1
    return SubscriptionText(
        recipients=request.form.get("recipients", ""),
        project=forms.text("project"),
        period=_one_of(PeriodName, "period", PeriodName.WEEK),
        rhythm=rhythm,
        day=day,
        minute=parse_clock(forms.text("at") or "08:00"),
        zone=checked_zone(forms.text("zone") or "UTC"),
        formats=_formats(),
        attaches=forms.text("delivery") != "linked",
    )


def _formats() -> tuple[ReportFormat, ...]:
    names = request.form.getlist("format")
    unknown = [name for name in names if name not in set(ReportFormat)]
    if unknown:
        raise InvalidInput(f'There is no format "{unknown[0]:.20}". There are: {", ".join(ReportFormat)}.')
    return tuple(ReportFormat(name) for name in names) or DEFAULT_FORMATS


Choice = TypeVar("Choice", PeriodName, Rhythm)


def _one_of(choices: type[Choice], name: str, default: Choice) -> Choice:
    text = forms.text(name)
    if text and text not in set(choices):
        raise InvalidInput(f'The {name} must be one of {", ".join(choices)}, got "{text:.40}".')
    return choices(text) if text else default


def _day(name: str) -> date | None:
    text = forms.text(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput(f'A day must have the form 2026-05-01, got "{text:.40}".') from None
