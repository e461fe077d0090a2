"""`fsp dead-letters`."""

import pytest
import redis
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.dead_letters.bury import bury
from fsp.queueing.jobs import waiting_jobs


@pytest.fixture
def letter(run: CliRunner) -> int:
    return bury(
        job_id="j",
        job_type="export-data",
        queue="low",
        arguments={"project": "garden"},
        reason="spent",
        error_class="ValueError",
        error_message="first line\nsecond line",
    ).id


def test_they_are_listed_one_a_line(run: CliRunner, letter: int) -> None:
    lines = run.invoke(fsp, ["dead-letters", "list"]).output.splitlines()
    others = run.invoke(fsp, ["dead-letters", "list", "--type", "generate-report"]).output

    assert len(lines) == 1
    assert lines[0].startswith(f"{letter}\texport-data\tspent")
    assert others == ""


def test_one_is_replayed_with_other_arguments(run: CliRunner, letter: int, redis_client: redis.Redis) -> None:
    bad = run.invoke(fsp, ["dead-letters", "replay", str(letter), "--arguments", "[1]"])
    good = run.invoke(fsp, ["dead-letters", "replay", str(letter), "--arguments", '{"project": "attic"}'])

    assert (bad.exit_code, good.exit_code) == (1, 0)
    assert [job.arguments for job in waiting_jobs(redis_client)] == [{"project": "attic"}]


def test_one_is_discarded_once(run: CliRunner, letter: int) -> None:
    codes = [run.invoke(fsp, ["dead-letters", "discard", str(letter)]).exit_code for _ in range(2)]

    assert codes == [0, 1]


def test_a_selection_is_counted_then_dealt_with(run: CliRunner, letter: int, redis_client: redis.Redis) -> None:
    counted = run.invoke(fsp, ["dead-letters", "bulk", "replay", "--type", "export-data"]).output
    done = run.invoke(fsp, ["dead-letters", "bulk", "replay", "--yes"]).output

    assert counted == "1 dead letters are selected; --yes would replay them.\n"
    assert "will replay 1 dead letters" in done
    assert [job.job_type for job in waiting_jobs(redis_client)] == ["dead-letter-bulk"]
