"""How a process logs is put back where a job changed it."""

import logging
import logging.config

from fsp.worker.logging_state import LoggingState


def test_handlers_levels_and_loggers_are_as_before() -> None:
    state = LoggingState()
    before = (list(logging.root.handlers), logging.root.level, logging.root.manager.disable)

    logging.config.dictConfig({"version": 1, "root": {"level": "CRITICAL", "handlers": []}})
    logging.disable(logging.ERROR)
    assert logging.getLogger("fsp.worker.logging_state").disabled
    state.restore()

    assert (logging.root.handlers, logging.root.level, logging.root.manager.disable) == before
    assert not logging.getLogger("fsp.worker.logging_state").disabled


def test_a_handler_that_was_added_goes() -> None:
    state, added = LoggingState(), logging.NullHandler()

    logging.root.addHandler(added)
    state.restore()

    assert added not in logging.root.handlers
