"""Restores the logging of a child that a job changed, for example with `basicConfig` or `dictConfig`."""

import logging
from contextlib import suppress

log = logging.getLogger(__name__)


class LoggingState:
    """The root logger's handlers, level and filters, and whether logging is on, at the time of creation."""

    def __init__(self) -> None:
        self._handlers, self._filters = list(logging.root.handlers), list(logging.root.filters)
        self._level, self._disabled = logging.root.level, logging.root.manager.disable

    def restore(self) -> None:
        """Restore changed values. Added handlers are closed."""
        root = logging.root
        if root.handlers != self._handlers or root.filters != self._filters or root.disabled or log.disabled:
            self._put_back_handlers()
        if root.level != self._level:
            root.setLevel(self._level)
        if root.manager.disable != self._disabled:
            logging.disable(self._disabled)

    def _put_back_handlers(self) -> None:
        added = [handler for handler in logging.root.handlers if handler not in self._handlers]
        logging.root.handlers[:], logging.root.filters[:] = self._handlers, self._filters
        for handler in added:
            with suppress(Exception):
                handler.close()
        logging.root.disabled = False
        # `dictConfig` disables every logger that it does not mention.
        for logger in list(logging.root.manager.loggerDict.values()):
            if isinstance(logger, logging.Logger) and logger.name.partition(".")[0] in {"fsp", "rq"}:
                logger.disabled = False
