"""`fsp schedules`."""

from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.jobs.schedule import all_schedules


def test_schedules_are_listed_one_a_line(run: CliRunner) -> None:
    lines = run.invoke(fsp, ["schedules"]).output.splitlines()

    assert [line.split("\t")[0] for line in lines] == [schedule.name for schedule in all_schedules()]
    assert all("last never" in line and "fine" in line for line in lines)
