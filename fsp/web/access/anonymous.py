"""Logs failed sign-ins: the first ones of an address individually, a flood as a few summary entries."""

from fsp.accounts.login_attempts import WINDOW_SECONDS, count_one
from fsp.audit.action import Action
from fsp.audit.record import record
from fsp.models.audit_entry import AuditOutcome
from fsp.stores import current_redis
from fsp.web.access import audit_trail
from fsp.web.access.address import client_address, network_of

MAX_SINGLE = 5
"""How many per address are logged individually within 15 minutes; then the 10th, 20th, 40th and so on."""
MAX_SINGLE_OF_ALL = 50
"""The same for all addresses together."""


def record_failed_entry(how: str, name: str, detail: str) -> None:
    """Log a failed sign-in, or count it for the next entry, which contains the count."""
    connection = current_redis()
    number = count_one(connection, "failed-entry", network_of(client_address()))
    of_all = count_one(connection, "failed-entry-of-all", "")
    if not is_written(number, MAX_SINGLE) or not is_written(of_all, MAX_SINGLE_OF_ALL):
        return
    if number > MAX_SINGLE:
        minutes = WINDOW_SECONDS // 60
        detail = f"{detail}; failed sign-in {number} from this address within {minutes} minutes, not all are listed"
    count = number if number > MAX_SINGLE else None
    record(Action.SIGN_IN, how, by=audit_trail.actor(name), count=count, outcome=AuditOutcome.FAILED, detail=detail)


def is_written(number: int, max_single: int) -> bool:
    """Return whether the entry with this number is logged: each up to a limit, then each time the count has doubled."""
    times, rest = divmod(number, max_single)
    return number <= max_single or (rest == 0 and times & (times - 1) == 0)
