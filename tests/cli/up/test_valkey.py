"""The bundled Valkey: what its configuration says."""

from pathlib import Path

from fsp.cli.up.valkey import answers, valkey_process
from fsp.redis_connections import connect_redis
from fsp.settings import Settings


def test_it_keeps_what_it_is_told_and_listens_on_no_port(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")

    process = valkey_process(settings)

    lines = Path(process.command[-1]).read_text().splitlines()
    assert {"port 0", "appendonly yes", "maxmemory-policy noeviction", "unixsocketperm 700"} <= set(lines)
    assert (tmp_path / "var" / "valkey").stat().st_mode & 0o077 == 0


def test_one_that_is_not_there_does_not_answer(tmp_path: Path) -> None:
    assert not answers(connect_redis(Settings(data_dir=tmp_path)))
