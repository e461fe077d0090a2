"""`fsp gates`."""

import json

import redis
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.redis_ops import gate_keys


def facts(run: CliRunner, name: str = "warehouse:12") -> dict[str, object]:
    shown: dict[str, object] = json.loads(run.invoke(fsp, ["gates", "show", name]).output)
    return shown


def test_a_limit_is_set_and_reset(run: CliRunner) -> None:
    changed = run.invoke(fsp, ["gates", "limit", "warehouse:12", "2", "--reason", "slow"])
    limited = facts(run)
    reset = run.invoke(fsp, ["gates", "reset-limit", "warehouse:12"])

    assert (changed.exit_code, limited["limit"]) == (0, 2)
    assert reset.output == "warehouse:12: any number of concurrent jobs.\n"
    assert facts(run)["limit"] is None


def test_a_gate_is_paused_listed_and_resumed(run: CliRunner) -> None:
    assert run.invoke(fsp, ["gates", "pause", "warehouse:12", "--minutes", "5"]).exit_code == 0
    listed = run.invoke(fsp, ["gates", "list", "--search", ":12"]).output
    as_json = json.loads(run.invoke(fsp, ["gates", "list", "--json"]).output)
    assert run.invoke(fsp, ["gates", "resume", "warehouse:12"]).exit_code == 0

    assert listed.startswith("warehouse:12\tpaused by ")
    assert [gate["name"] for gate in as_json] == ["warehouse:12"]
    assert facts(run)["isPaused"] is False


def test_a_circuit_is_set_and_reset(run: CliRunner) -> None:
    changed = run.invoke(fsp, ["gates", "circuit", "destination:12", "2", "300", "--reason", "slow"])
    shown = facts(run, "destination:12")
    reset = run.invoke(fsp, ["gates", "reset-circuit", "destination:12"])

    assert changed.output == "destination:12: opens after 2 failures in a row, for 300 s.\n"
    assert shown["circuitRules"] == "opens after 2 failures in a row, for 300 s"
    assert reset.output == "destination:12: opens after 5 failures in a row, for 5 s, later up to 60 s.\n"


def test_a_rate_is_set_and_reset(run: CliRunner) -> None:
    changed = run.invoke(fsp, ["gates", "rate", "warehouse:12", "300", "3600"])
    rated = facts(run)
    reset = run.invoke(fsp, ["gates", "reset-rate", "warehouse:12"])

    assert changed.output == "warehouse:12: 300 per 3600 s.\n"
    assert (rated["rate"], rated["rateUsed"]) == ("300 per 3600 s", 0)
    assert reset.output == "warehouse:12: rate none.\n"


def test_a_weight_is_set(run: CliRunner) -> None:
    assert run.invoke(fsp, ["gates", "weight", "project:7", "3"]).output == "project:7: weight 3.\n"
    assert facts(run, "project:7")["weight"] == 3
    assert run.invoke(fsp, ["gates", "weight", "project:7", "0"]).exit_code == 2


def test_a_circuit_is_closed(run: CliRunner, redis_client: redis.Redis) -> None:
    redis_client.hset(gate_keys.gate("|warehouse:12"), mapping={"circuit": "open", "open_until": 9e12})

    assert run.invoke(fsp, ["gates", "close-circuit", "warehouse:12"]).exit_code == 0
    assert facts(run)["circuit"] == "closed"


def test_what_names_no_gate_is_refused(run: CliRunner) -> None:
    assert run.invoke(fsp, ["gates", "show", "nonsense"]).exit_code == 1
    assert run.invoke(fsp, ["gates", "limit", "warehouse:12", "0"]).exit_code == 2
