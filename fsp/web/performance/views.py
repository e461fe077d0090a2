"""The data of the performance page at one time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

import redis

from fsp.charts.heatmap import Heatmap, heatmap, hours_of
from fsp.history.hours import Measure, read_hours
from fsp.jobs.registry import all_job_types
from fsp.performance.costs import Costs, read_costs
from fsp.performance.current import Performance, read_performance
from fsp.web.deploys.views import DeploysPanel, read_deploys_panel
from fsp.web.targets.views import TargetsPanel, read_targets_panel
from fsp.web.timezone import local

DAYS = 7
TITLES = {
    Measure.RUNS: ("Finished jobs by hour", "jobs"),
    Measure.FAILURES: ("Failed jobs by hour", "jobs"),
    Measure.P95: ("P95 run time by hour", "s"),
}


@dataclass(frozen=True)
class PerformancePage(Costs):
    """Baselines with findings, and the cost of the runs of the last 24 hours, at most 200 of each type."""

    as_of: datetime
    tracks: list[Performance]
    deploys: DeploysPanel


@dataclass(frozen=True)
class HoursPanel:
    """The heatmap of a measure over the last seven days, of one job type or, if empty, of all."""

    measure: Measure
    job_type: str
    job_types: list[str]
    chart: Heatmap


@dataclass(frozen=True)
class WholePerformancePage:
    """The page with its heatmap and its targets."""

    page: PerformancePage
    hours: HoursPanel
    targets: TargetsPanel

    @property
    def as_of(self) -> datetime:
        """Return the time of the data."""
        return self.page.as_of


def read_performance_page(connection: redis.Redis, now: datetime) -> PerformancePage:
    """Read the performance of every job type."""
    costs = read_costs(connection, now)
    return PerformancePage(**vars(costs), as_of=now, tracks=read_performance(), deploys=read_deploys_panel(now))


def read_whole_page(
    connection: redis.Redis, now: datetime, *, measure: Measure = Measure.RUNS, job_type: str = ""
) -> WholePerformancePage:
    """Read the page."""
    page = read_performance_page(connection, now)
    return WholePerformancePage(page, _hours(now, measure, job_type), read_targets_panel(connection, now))


def _hours(now: datetime, measure: Measure, job_type: str) -> HoursPanel:
    zone = _zone_of_whole_hours(now)
    today = now.astimezone(zone).date()
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    values = read_hours(measure, job_type=job_type, since=hours_of(days[0], zone)[0], until=now)
    # Future hours, and those that are not rolled up yet, are unknown, not zero.
    shown = {at: values.get(at, 0.0 if at < now else None) for day in days for at in hours_of(day, zone)}
    title, unit = TITLES[measure]
    title = f"{title}, {job_type}" if job_type else title
    names = [registered.name for registered in all_job_types()]
    return HoursPanel(measure, job_type, names, heatmap(title, unit, shown, days, zone=zone))


def _zone_of_whole_hours(now: datetime) -> tzinfo:
    zone = local(now).tzinfo
    offset = zone.utcoffset(now) if zone else None
    # Hours are stored by their start in UTC. A zone with a half-hour offset has none of them.
    return zone if zone is not None and offset is not None and offset.seconds % 3600 == 0 else UTC
