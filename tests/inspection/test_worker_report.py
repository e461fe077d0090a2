"""A worker's report: the same after it was kept, and nothing where it cannot be read."""

from dataclasses import replace

import pytest

from fsp.clock import utc_now
from fsp.inspection.worker_report import STORED_REPORT, ChildEnd, ChildReport, WorkerReport
from fsp.stored import Undecodable

NOW = utc_now()
REPORT = WorkerReport("w", "h", 1, "v", NOW, processes=2, threads=1)


def test_it_comes_back_as_it_was() -> None:
    full = replace(
        REPORT,
        children=(ChildReport(2, 3.5, 4, 5, 0.6),),
        ended_children={"crashed: signal 9": 1},
        last_ended=(ChildEnd(NOW, 7, "crashed: signal 9"),),
        left_at=NOW,
        left_because="drained",
    )

    assert STORED_REPORT.of_json(STORED_REPORT.to_json(full)) == full


def test_one_of_another_version_is_read_as_far_as_it_can_be() -> None:
    newer = STORED_REPORT.to_json(REPORT).replace(b'"pid":1', b'"pid":1,"colour":"red"')

    assert STORED_REPORT.of_json(newer) == REPORT
    with pytest.raises(Undecodable):
        STORED_REPORT.of_json(b'{"name": "w"}')


def test_memory_and_processor_time_are_added_up_where_they_are_known() -> None:
    child = ChildReport(2, 3.5, 4, 500, 0.25)

    assert replace(REPORT, memory_bytes=100, cpu_share=0.5, children=(child, child)).all_memory_bytes == 1100
    assert replace(REPORT, cpu_share=0.5, children=(child, child)).all_cpu_share == 1.0
    assert (REPORT.all_memory_bytes, REPORT.all_cpu_share) == (None, None)
