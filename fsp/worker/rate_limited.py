"""Holds back the keyed gates of a job whose server answered that it is called too often, such as with 429."""

import logging

from fsp.clock import utc_now
from fsp.jobs.error_text import class_name_of
from fsp.jobs.gate import name_of
from fsp.jobs.job_type import JobType
from fsp.jobs.retry_after import asked_wait
from fsp.jobs.run_context import Run
from fsp.jobs.server_limits import Correction

log = logging.getLogger(__name__)


def heed_rate_limit(run: Run, rules: JobType, error: BaseException) -> None:
    """Let no further job of the run's gates start for as long as the server asked. Raises nothing.

    If the type declares one gate, that is the gate; if several, those that have a rate. Call it while the job holds its
    slots, so that no other job starts before.
    """
    if not run.gates:
        return
    try:
        asked = asked_wait(error, utc_now())
        if asked is None or not asked.is_rate_limit:
            return
        rated = {gate.name for gate in rules.gates if gate.rate or len(rules.gates) == 1}
        for gate in run.gates:
            run.watcher.report_limit(gate, Correction(asked.seconds, only_if_rated=name_of(gate) not in rated))
    except BaseException as fault:  # noqa: BLE001  (the error's own code is asked, which may raise anything)
        log.warning("rate limit not heeded", extra={"job_id": run.job_id, "error": class_name_of(fault)})
