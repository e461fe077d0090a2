"""`fsp dead-letters`."""

import pytest
import redis
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.inspection.one_job import read_job
from tests.dead_letters.burying import buried
from tests.dead_letters.holding import held
from tests.export_arguments import export_arguments
from tests.inspection.waiting import waiting_jobs


@pytest.fixture
def letter(run: CliRunner) -> int:
    return buried(error="first line\nsecond line").id


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
    assert [job.arguments for job in waiting_jobs(redis_client)] == [export_arguments("attic")]


def test_one_is_discarded_once(run: CliRunner, letter: int) -> None:
    codes = [run.invoke(fsp, ["dead-letters", "discard", str(letter)]).exit_code for _ in range(2)]

    assert codes == [0, 1]


def test_a_selection_is_counted_then_dealt_with(run: CliRunner, letter: int, redis_client: redis.Redis) -> None:
    counted = run.invoke(fsp, ["dead-letters", "bulk", "replay", "--type", "export-data"]).output
    done = run.invoke(fsp, ["dead-letters", "bulk", "replay", "--yes"]).output

    assert counted == "1 dead letters match. Run again with --yes to replay them.\n"
    assert "will replay 1 dead letter." in done
    assert read_job(redis_client, done.split()[1]).status == "scheduled"


def test_causes_and_one_letter_are_shown(run: CliRunner, letter: int) -> None:
    causes = run.invoke(fsp, ["dead-letters", "causes"]).output.splitlines()
    shown = run.invoke(fsp, ["dead-letters", "show", str(letter)]).output

    assert len(causes) == 1
    assert causes[0].startswith("1\t")
    assert "second line" in shown
    assert '"project": "garden"' in shown


def test_edited_arguments_are_checked(run: CliRunner, letter: int) -> None:
    good = run.invoke(fsp, ["dead-letters", "check", str(letter), "--arguments", '{"project": "attic"}'])
    bad = run.invoke(fsp, ["dead-letters", "check", str(letter), "--arguments", "{}"])

    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert 'changed\tproject\t"garden"\t"attic"' in good.output


def test_one_is_restored(run: CliRunner, letter: int) -> None:
    run.invoke(fsp, ["dead-letters", "discard", str(letter)])

    codes = [run.invoke(fsp, ["dead-letters", "restore", str(letter)]).exit_code for _ in range(2)]

    assert codes == [0, 1]


def test_a_replay_that_waits_for_its_key_names_who_holds_it(run: CliRunner, redis_client: redis.Redis) -> None:
    letter = held(redis_client)

    output = run.invoke(fsp, ["dead-letters", "show", str(letter.id)]).output

    assert "The replay waits for job holder, which has the same deduplication key." in output
