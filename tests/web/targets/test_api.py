"""Targets in the API: by themselves, and beside the metrics."""

from flask.testing import FlaskClient


def test_targets_tell_value_window_and_n(program: FlaskClient) -> None:
    document = program.get("/api/targets").json

    assert document is not None
    names = [target["name"] for target in document["targets"]]
    assert len(names) == 8
    backlog = document["targets"][names.index("backlog")]
    assert backlog | {"note": "", "title": ""} == {
        "name": "backlog",
        "title": "",
        "value": 0.0,
        "unit": "jobs",
        "target": {"side": "below", "limit": 100},
        "verdict": "met",
        "window": "now",
        "n": 1,
        "leastN": 1,
        "note": "",
    }
    assert sum(document["summary"].values()) == 8


def test_metrics_tell_them_too(program: FlaskClient) -> None:
    document = program.get("/api/metrics").json

    assert document is not None
    assert len(document["targets"]) == 8
