"""Durable steps on the command line: listed, and run again from."""

import redis
from click.testing import CliRunner

from fsp.cli.main import fsp
from tests.dead_letters.burying import buried
from tests.worker.claiming import claimed
from tests.worker.stepped import STEPS, stepped
from tests.worker.stepping import run_steps


def test_steps_are_listed_and_a_job_runs_again_from_one(run: CliRunner, redis_client: redis.Redis) -> None:
    stepped(redis_client)

    listed = run.invoke(fsp, ["jobs", "steps", "old"]).output
    again = run.invoke(fsp, ["jobs", "again", "old", "--from-step", "two"]).output

    assert [line.split("\t")[:3] for line in listed.splitlines()] == [
        ["one", "completed", "1"],
        ["two", "completed", "1"],
        ["three", "completed", "1"],
    ]
    assert again.startswith("Run again as export-data-")
    assert run_steps(redis_client, claimed(redis_client), STEPS) == ["two", "three"]


def test_a_dead_letter_is_replayed_from_a_step(run: CliRunner, redis_client: redis.Redis) -> None:
    stepped(redis_client, "dead")
    letter = buried("old").id

    replayed = run.invoke(fsp, ["dead-letters", "replay", str(letter), "--from-step", "three"]).output

    assert replayed == "Replayed as old-replay-1.\n"
    assert run_steps(redis_client, claimed(redis_client), STEPS) == ["three"]


def test_new_arguments_and_a_step_do_not_go_together(run: CliRunner) -> None:
    for command in (["jobs", "again", "old"], ["dead-letters", "replay", "1"]):
        answer = run.invoke(fsp, [*command, "--from-step", "two", "--arguments", "{}"])

        assert (answer.exit_code, "Give --arguments or --from-step" in answer.output) == (2, True)
