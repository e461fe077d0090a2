"""Which alerts belong to a job type."""

import pytest

from fsp.alerts.about import alerts_about
from fsp.handlers import due_publication_sweep, schedules  # noqa: F401  (they register a type and its schedule)
from fsp.jobs.registry import get_job_type
from fsp.models.alert import Alert


@pytest.mark.parametrize(
    ("labels", "is_about"),
    [
        ({"job_type": "due-publication-sweep"}, True),
        ({"job_type": "due-publication-sweep", "size_class": "all"}, True),
        ({"job_type": "clean-up"}, False),
        ({"queue": "high"}, True),
        ({"queue": "low"}, False),
        ({"schedule": "due-publication-sweep"}, True),
        ({"schedule": "clean-up"}, False),
        ({"component": "workers"}, False),
        ({}, False),
    ],
)
def test_an_alert_is_about_a_type_that_its_labels_lead_to(labels: dict[str, str], is_about: bool) -> None:
    alert = Alert(rule="Any", labels=labels)

    assert alerts_about(get_job_type("due-publication-sweep"), [alert]) == ([alert] if is_about else [])
