"""Job ids: what every store, tool and address can hold."""

import pytest

from fsp.errors import UnstorableInput
from fsp.jobs.job_id import MAX_ID_BYTES, check_job_id, id_fault, new_job_id
from fsp.jobs.replay_id import replay_job_id


@pytest.mark.parametrize("job_type", ["export-data", "x" * 100, "日本語の仕事" * 5, "mail/send now", "a.b_c"])
def test_a_new_id_begins_with_its_type_and_has_room_for_its_replays(job_type: str) -> None:
    first, second = new_job_id(job_type), new_job_id(job_type)

    assert first != second
    assert first[:1] == job_type[:1]
    assert [id_fault(job_id) for job_id in (first, replay_job_id(first, 9999))] == ["", ""]
    assert len(replay_job_id(first, 9999).encode()) <= 100


@pytest.mark.parametrize(
    "job_id", ["", "a/b", "..", "../x", "a\\b", "a\x00b", "\ud800", "x" * (MAX_ID_BYTES + 1), "日" * 40, "a\n"]
)
def test_what_some_store_cannot_hold_is_no_id(job_id: str) -> None:
    with pytest.raises(UnstorableInput) as caught:
        check_job_id(job_id)

    assert caught.value.field == "job_id"


@pytest.mark.parametrize("job_id", ["one", "tick-20260501T0930Z", "項目-1", "a b:c", "x" * MAX_ID_BYTES])
def test_other_texts_are(job_id: str) -> None:
    assert check_job_id(job_id) == job_id
