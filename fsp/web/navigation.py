"""The pages of the navigation, in groups: one line each. A line whose page is not there yet is left out."""

from dataclasses import dataclass

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException


@dataclass(frozen=True)
class Entry:
    """One link: the group it stands in, where it leads, what it says."""

    group: str
    path: str
    label: str


ENTRIES = (
    Entry("Now", "/", "Overview"),
    Entry("Now", "/alerts", "Alerts"),
    Entry("Now", "/jobs", "Jobs"),
    Entry("Now", "/dead-letters", "Dead letters"),
    Entry("Machinery", "/job-types", "Job types"),
    Entry("Machinery", "/schedules", "Schedules"),
    Entry("Machinery", "/workers", "Workers"),
    Entry("Machinery", "/performance", "Performance"),
    Entry("Publishing", "/projects", "Projects"),
    Entry("Publishing", "/files", "Reports and exports"),
    Entry("System", "/audit", "Audit"),
    Entry("System", "/settings", "Settings"),
)


def install(app: Flask) -> None:
    """Let templates ask for the navigation."""
    app.jinja_env.globals.update(navigation=navigation, is_current=is_current)


def navigation() -> dict[str, list[Entry]]:
    """Return the entries that lead somewhere, by group."""
    groups: dict[str, list[Entry]] = {}
    for entry in ENTRIES:
        if _is_there(entry.path):
            groups.setdefault(entry.group, []).append(entry)
    return groups


def is_current(entry: Entry) -> bool:
    """Return whether the page shown is this one, or one below it."""
    return request.path == entry.path or (entry.path != "/" and request.path.startswith(f"{entry.path}/"))


def _is_there(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path)
    except HTTPException:
        return False
    return True
