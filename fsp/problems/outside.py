"""Facts that only higher layers know: failing alert channels, and posts without content."""

from datetime import datetime, timedelta

from fsp.alerts.channel_state import read_channel_statuses
from fsp.alerts.channels.catalogue import channel_names
from fsp.cache import Cache
from fsp.conditions.facts.outcomes import ChannelFacts, MissingTextFacts, PreflightFacts
from fsp.core import current_settings
from fsp.publishing.doomed import list_causes
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
    """Return why scheduled posts will not be published as they are, in order of their time."""
    return PREFLIGHT.get(lambda: _preflight(now), now).value


def _failing_channels() -> tuple[ChannelFacts, ...]:
    statuses = read_channel_statuses(channel_names(current_settings()))
    return tuple(
        ChannelFacts(status.name, status.since, status.failures, status.last_error)
        for status in statuses
        if status.is_problem
    )


def _preflight(now: datetime) -> tuple[PreflightFacts, ...]:
    causes = list_causes(now)
    end_reading()
    return tuple(
        PreflightFacts(
            item_id=cause.first.item_id,
            title=cause.first.title,
            due_at=cause.first.due_at,
            destination=" and ".join(filter(None, [", ".join(cause.destinations[:-1]), cause.destinations[-1]])),
            message=cause.problem.message,
            fix=cause.problem.fix,
            more=cause.more,
            posts=cause.posts,
            code=cause.problem.code,
            project_slug=cause.first.project_slug,
            destination_id=cause.first.destination_id if cause.is_of_place else None,
        )
        for cause in causes
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
