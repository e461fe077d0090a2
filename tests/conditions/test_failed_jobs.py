"""Failed jobs are searched by their type and error."""

import pytest

from fsp.conditions.failed_jobs import failed_jobs_url


@pytest.mark.parametrize(
    ("error", "url"),
    [
        ("ValueError: it is empty", "/jobs?type=export-data&q=error%3AValueError"),
        ("ValueError", "/jobs?type=export-data&q=error%3AValueError"),
        ("The job took its process down.", "/job-types/export-data#failures"),
        ("", "/job-types/export-data#failures"),
    ],
)
def test_the_search_is_by_the_class_of_the_error(error: str, url: str) -> None:
    assert failed_jobs_url("export-data", error) == url
