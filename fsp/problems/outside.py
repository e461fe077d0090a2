"""Facts that only higher layers know: failing alert channels, and posts without content."""

from datetime import datetime, timedelta

from fsp.alerts.channel_state import read_channel_statuses
from fsp.alerts.channels.catalogue import channel_names
from fsp.cache import Cache
from fsp.conditions.facts.outcomes import ChannelFacts, MissingTextFacts, PreflightFacts
from fsp.core import current_settings
from fsp.publishing.doomed import list_doomed
from fsp.publishing.missing_texts import count_missing
from fsp.stores import end_reading

LASTS = timedelta(seconds=8)
"""Shorter than the shortest refresh interval. Many open pages share one read."""

CHANNELS = Cache[tuple[ChannelFacts, ...]](lasts=LASTS)
MISSING_TEXTS = Cache[tuple[MissingTextFacts, ...]](lasts=LASTS)
PREFLIGHT = Cache[tuple[PreflightFacts, ...]](lasts=LASTS)


def failing_channels(now: datetime) -> tuple[ChannelFacts, ...]:
    """Return the configured alert channels that cannot deliver."""
    return CHANNELS.get(_failing_channels, now).value


def missing_texts(now: datetime) -> tuple[MissingTextFacts, ...]:
    """Return the projects with scheduled posts without a text that are due soon or overdue."""
    return MISSING_TEXTS.get(lambda: _missing_texts(now), now).value


def preflight(now: datetime) -> tuple[PreflightFacts, ...]:
    """Return the scheduled posts with a problem at a destination, in order of their time."""
    return PREFLIGHT.get(lambda: _preflight(now), now).value


def _failing_channels() -> tuple[ChannelFacts, ...]:
    statuses = read_channel_statuses(channel_names(current_settings()))
    return tuple(
        ChannelFacts(status.name, status.since, status.failures, status.last_error)
        for status in statuses
        if status.is_problem
    )


def _preflight(now: datetime) -> tuple[PreflightFacts, ...]:
    doomed = list_doomed(now)
    end_reading()
    return tuple(
        PreflightFacts(
            item_id=row.item_id,
            title=row.title,
            due_at=row.due_at,
            destination=row.destination,
            message=row.problems[0].message,
            fix=row.problems[0].fix,
            more=len(row.problems) - 1,
        )
        for row in doomed
    )


def _missing_texts(now: datetime) -> tuple[MissingTextFacts, ...]:
    missing = count_missing(now)
    end_reading()
    return tuple(
        MissingTextFacts(
            project_slug=project.project_slug,
            project_title=project.project_title,
            items=project.items,
            first_at=project.first_at,
            item_id=project.item_id,
            title=project.title,
        )
        for project in missing
    )
