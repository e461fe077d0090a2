"""What RQ's own tools show of a worker: its state, its job count, and one of its running jobs."""

from rq import Worker
from rq.worker.base import WorkerStatus

from fsp.worker.slots import Slots


class RqRecord:
    """Updates the hash of one worker. It writes only changes."""

    def __init__(self, worker: Worker, slots: Slots) -> None:
        self._worker, self._slots = worker, slots
        self._counted = (0, 0)

    def update(self) -> None:
        """Write what has changed since the last time."""
        worker, counted, busy = self._worker, self._slots.counts(), self._slots.busy(range(self._slots.count))
        state = WorkerStatus.BUSY if busy else WorkerStatus.IDLE
        if counted == self._counted and state == worker.get_state():
            return
        succeeded, failed = (now - before for now, before in zip(counted, self._counted, strict=True))
        with worker.connection.pipeline() as pipeline:
            worker.set_state(state, pipeline=pipeline)
            pipeline.hincrby(worker.key, "successful_job_count", succeeded)
            pipeline.hincrby(worker.key, "failed_job_count", failed)
            if busy:
                pipeline.hset(worker.key, "current_job", busy[0].job_id)
            else:
                pipeline.hdel(worker.key, "current_job")
            pipeline.execute()
        self._counted = counted
