"""Standard output and error are opened again where a job closed or replaced them."""

import io
import logging
import os
import sys

import pytest

from fsp.worker.streams import Streams


def test_a_closed_stream_is_opened_again_and_log_lines_go_there(monkeypatch: pytest.MonkeyPatch) -> None:
    own = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stderr", own)
    handler = logging.StreamHandler(own)
    monkeypatch.setattr(logging.root, "handlers", [handler])
    streams = Streams()

    own.close()
    streams.restore()

    assert (sys.stderr is own, sys.stderr.closed) == (False, False)
    assert handler.stream is sys.stderr


def test_a_stream_that_was_put_in_its_place_goes() -> None:
    streams, own = Streams(), sys.stdout

    sys.stdout = io.StringIO()
    streams.restore()

    assert sys.stdout is own


def test_a_descriptor_leads_where_it_did() -> None:
    streams, before = Streams(), os.fstat(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)

    os.dup2(nowhere, 1)
    streams.restore()

    os.close(nowhere)
    assert (os.fstat(1).st_dev, os.fstat(1).st_ino) == (before.st_dev, before.st_ino)
