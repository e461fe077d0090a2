"""Size classes: what a type says of its arguments, and nothing where it cannot say."""

from collections.abc import Iterator

import pytest

from fsp.handlers import catalogue  # noqa: F401
from fsp.jobs import registry
from fsp.jobs.registry import job_type
from fsp.jobs.size import has_size_classes, size_class_of


@pytest.fixture
def sized() -> Iterator[str]:
    def pages(count: int) -> str:
        return "large|huge" if 100 // count < 10 else "small"

    @job_type("test-sized", size=pages)
    def run(count: int) -> None:
        """Do nothing."""

    yield "test-sized"
    registry._types.pop("test-sized")


def test_arguments_are_put_into_classes(sized: str) -> None:
    assert [size_class_of(sized, {"count": count}) for count in (1, 50)] == ["small", "large-huge"]


def test_a_fault_in_saying_so_fails_no_job(sized: str) -> None:
    assert size_class_of(sized, {"count": 0}) == ""


def test_most_types_have_one_class() -> None:
    assert (size_class_of("export-data", {"project": "x"}), has_size_classes("export-data")) == ("", False)
    assert (size_class_of("no-such-type", {}), has_size_classes("no-such-type")) == ("", False)


def test_a_report_on_all_projects_is_no_slow_report_on_one() -> None:
    assert size_class_of("generate-report", {"project": None}) != size_class_of("generate-report", {"project": "x"})
