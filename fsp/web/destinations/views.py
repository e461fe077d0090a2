"""What the pages of destinations show: the list of a project, and one destination."""

from dataclasses import dataclass
from datetime import datetime

from fsp.content.lookup import find_project
from fsp.core import current_settings
from fsp.destinations.account_check import stored_results
from fsp.destinations.contract import CheckResult
from fsp.destinations.described import (
    CredentialField,
    abilities_of,
    describe_credentials,
    limits_in_words,
    platform_title,
    setting_titles,
    stored_state,
)
from fsp.destinations.expiry import expiry_source_in_words
from fsp.destinations.gates import destination_gate
from fsp.destinations.lookup import find_destination, list_destinations
from fsp.gates.keyed import KeyedGate, keyed_gate_read
from fsp.models.destination import SITE, Destination
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.publishing.destination_report import (
    DestinationReport,
    read_reports,
    recent_publications,
    troubled_publications,
)
from fsp.redis_ops.reads import fetch, gathered
from fsp.stores import current_redis, end_reading
from fsp.web.etags import seen


@dataclass(frozen=True)
class DestinationLine:
    """One destination: its gate, its last test, and its posts."""

    destination: Destination
    title: str
    gate: KeyedGate
    results: list[CheckResult]
    report: DestinationReport
    missing_secrets: list[str]

    @property
    def failed_checks(self) -> list[CheckResult]:
        """Return the checks of the last test that failed."""
        return [result for result in self.results if not result.is_ok]

    @property
    def state(self) -> str:
        """Return its state in a word: what keeps it from working comes first."""
        if self.gate.pause or self.destination.paused_at:
            return "paused"
        if self.missing_secrets:
            return "no credentials"
        if self.gate.circuit != "closed":
            return self.gate.circuit
        return stored_state(self.destination).state


@dataclass(frozen=True)
class DestinationsPage:
    """The destinations of a project at one time."""

    as_of: datetime
    project: Project
    lines: list[DestinationLine]


@dataclass(frozen=True)
class DestinationPage:
    """One destination at one time."""

    as_of: datetime
    project: Project
    line: DestinationLine
    secrets: list[CredentialField]
    expiry_source: str
    """Who said when they expire."""
    settings: list[tuple[str, str]]
    """The titles of the settings, and their values."""
    limits: list[str]
    recent: list[Publication]
    troubled: list[Publication]

    @property
    def is_site(self) -> bool:
        """Return whether it is the built-in site, which has no gate."""
        return self.line.destination.platform == SITE


def read_destinations(slug: str, now: datetime) -> DestinationsPage:
    """Read the destinations of a project."""
    project = find_project(slug)
    page = DestinationsPage(now, project, destination_lines(list_destinations(project), now))
    end_reading()
    return page


def read_destination(slug: str, destination_id: int, now: datetime) -> DestinationPage:
    """Read one destination; raise NotFound."""
    project = find_project(slug)
    destination = find_destination(project, destination_id)
    line = destination_lines([destination], now)[0]
    abilities = abilities_of(destination)
    page = DestinationPage(
        now,
        project,
        line,
        describe_credentials(destination, settings=current_settings()),
        expiry_source_in_words(destination),
        _settings(destination),
        limits_in_words(abilities) if abilities else [],
        recent_publications(destination.id),
        troubled_publications(destination.id, now),
    )
    end_reading()
    return page


def destination_lines(destinations: list[Destination], now: datetime) -> list[DestinationLine]:
    """Return the lines of destinations, with one request to Redis for all gates."""
    gates = fetch(current_redis(), gathered([keyed_gate_read(destination_gate(row.id), now) for row in destinations]))
    reports = read_reports([row.id for row in destinations], now)
    return [
        DestinationLine(
            row, platform_title(row.platform), gate, stored_results(row), reports[row.id], _missing_secrets(row)
        )
        for row, gate in zip(destinations, gates, strict=True)
    ]


def destination_mark(destination: Destination) -> str:
    """Return the ETag of what people decide about a destination. A test does not change it."""
    names = ("name", "settings", "credentials", "max_lateness_seconds", "after_late", "after_edit")
    more = (
        "sends_older_posts",
        "alert_after_seconds",
        "rate_units",
        "rate_window_seconds",
        "text_template",
        "paused_at",
        "removed_at",
    )
    return seen(destination.id, *(getattr(destination, name) for name in (*names, *more)))


def _missing_secrets(destination: Destination) -> list[str]:
    fields = describe_credentials(destination, settings=current_settings())
    return [field.title for field in fields if field.is_required and not field.source]


def _settings(destination: Destination) -> list[tuple[str, str]]:
    titles = setting_titles(destination.platform)
    filled = {name: value for name, value in destination.settings.items() if value not in ("", None, [])}
    return [(titles.get(name, name), _shown(value)) for name, value in filled.items()]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
