"""The exporter's histogram, fed with many answers at once: the same numbers as if it had measured each itself."""

from fsp.metrics.http_recorder import Answer
from fsp.web.exporter import HTTP_BUCKETS_SECONDS, Exporter


def answer(seconds: float, *, method: str = "GET", status: int = 200) -> Answer:
    return Answer("/jobs/<job_id>", method, status, seconds, 0.0)


def test_answers_are_counted_up_to_each_bound() -> None:
    exporter = Exporter()

    exporter.observe([answer(0.2), answer(0.5), answer(0.51), answer(60)])

    fields = exporter.fields()
    assert fields["requests|GET|200|/jobs/<job_id>"] == 4
    assert fields["sum|GET|/jobs/<job_id>"] == 61_210_000
    results = [fields[f"bucket|GET|{bound}|/jobs/<job_id>"] for bound in (*HTTP_BUCKETS_SECONDS[4:8], "+Inf")]
    assert results == [0, 1, 1, 2, 4]


def test_statuses_are_apart_but_in_one_histogram() -> None:
    exporter = Exporter()

    exporter.observe([answer(0.01), answer(0.01, status=500)])
    exporter.observe([answer(0.01, status=500)])

    fields = exporter.fields()
    assert fields["requests|GET|200|/jobs/<job_id>"] == 1
    assert fields["requests|GET|500|/jobs/<job_id>"] == 2
    assert fields["bucket|GET|0.01|/jobs/<job_id>"] == 3


def test_a_method_made_up_is_left_out() -> None:
    exporter = Exporter()

    exporter.observe([answer(0.01, method="BREW")])

    assert not exporter.fields()
