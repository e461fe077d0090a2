"""Runs an action of the command line inside the application, with an entry in the audit log first."""

import getpass
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Unpack

from fsp.audit.action import Action
from fsp.audit.record import Actor, RecordDetails, Trail, audited
from fsp.cli.context import Context
from fsp.models.audit_entry import Via


def actor() -> Actor:
    """Return the user of this command and the name of the machine."""
    return Actor(getpass.getuser(), Via.CLI, socket.gethostname(), secrets.token_hex(8))


@contextmanager
def acting(context: Context, action: Action, target: str, **details: Unpack[RecordDetails]) -> Iterator[Trail]:
    """Enter the application, log the start of the action, and log its result afterwards."""
    with context.app.app_context(), audited(action, target, by=actor(), **details) as trail:
        yield trail
