"""Acting from the command line: inside the application, with the action in the audit log before its effect."""

import getpass
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fsp.audit.action import Action
from fsp.audit.record import Actor, Trail, audited
from fsp.cli.context import Context
from fsp.models.audit_entry import Via


def actor() -> Actor:
    """Return who runs this command, and on which machine."""
    return Actor(getpass.getuser(), Via.CLI, socket.gethostname(), secrets.token_hex(8))


@contextmanager
def acting(context: Context, action: Action, target: str, **known: Any) -> Iterator[Trail]:
    """Enter the application and write down what is about to be done, then how it ended."""
    with context.app.app_context(), audited(action, target, by=actor(), **known) as trail:
        yield trail
