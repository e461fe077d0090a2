"""`fsp adopt`: shows whether anything is held, and adopts a copy."""

import redis
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.redis_ops import process_keys


def test_a_copy_is_shown_and_adopted(run: CliRunner, redis_client: redis.Redis) -> None:
    ours = run.invoke(fsp, ["adopt"]).output
    redis_client.hset(process_keys.INSTALLATION, "identity", "another")

    held = run.invoke(fsp, ["adopt", "--check"]).output
    adopted = run.invoke(fsp, ["adopt"]).output

    assert ours == "This installation publishes. Nothing is held.\n"
    assert held == "Redis belongs to another installation than the database.\n"
    assert adopted == "Adopted. From now on this installation publishes.\n"
    assert run.invoke(fsp, ["adopt", "--check"]).output == ours
