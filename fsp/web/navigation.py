"""The navigation: groups of pages, one line each."""

from dataclasses import dataclass

from flask import Flask, request


@dataclass(frozen=True)
class Entry:
    """One link: its endpoint and its label."""

    path: str
    label: str


NAVIGATION = {
    "Monitor": (
        Entry("/", "Overview"),
        Entry("/alerts", "Alerts"),
        Entry("/jobs", "Jobs"),
        Entry("/dead-letters", "Dead letters"),
    ),
    "Operations": (
        Entry("/job-types", "Job types"),
        Entry("/gates", "Gates"),
        Entry("/batches", "Batches"),
        Entry("/schedules", "Schedules"),
        Entry("/workers", "Workers"),
        Entry("/performance", "Performance"),
    ),
    "Publishing": (
        Entry("/projects", "Projects"),
        Entry("/calendar", "Calendar"),
        Entry("/reviews", "Reviews"),
        Entry("/language-model", "Language model"),
        Entry("/reports", "Reports"),
        Entry("/files", "Exports"),
    ),
    "Admin": (
        Entry("/audit", "Audit"),
        Entry("/settings", "Settings"),
    ),
}


def install(app: Flask) -> None:
    """Provide the navigation to templates."""
    app.jinja_env.globals.update(navigation=NAVIGATION, is_current=is_current)


def is_current(entry: Entry) -> bool:
    """Return whether the current page is this one, or one below it."""
    return request.path == entry.path or (entry.path != "/" and request.path.startswith(f"{entry.path}/"))
