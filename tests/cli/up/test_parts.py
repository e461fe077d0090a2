"""The processes of `fsp up`: each shows that it lives, beyond that it exists."""

import socket

from fsp.cli.up.liveness import Answers, Beats
from fsp.cli.up.parts import fsp_parts, valkey_part
from fsp.settings import Settings


def test_every_part_shows_that_it_lives(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        parts = [valkey_part(settings), *fsp_parts(settings.model_copy(update={"worker_processes": 2}), listener)]

    kinds = {part.name: type(part.liveness) for part in parts}

    assert kinds == {"valkey": Answers, "web": Answers, "worker.1": Beats, "worker.2": Beats, "scheduler": Beats}
    assert [part.name for part in parts if part.needs_redis] == ["worker.1", "worker.2", "scheduler"]
