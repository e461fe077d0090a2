"""Importing by the API: announce, send parts, plan, import, read the report."""

import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.models.item import Item
from fsp.settings import Settings
from fsp.worker.worker import FspWorker
from tests.importing.uploading import POSTS, zipped


def work(redis_client: redis.Redis, settings: Settings) -> None:
    FspWorker(["high", "medium", "low"], connection=redis_client, settings=settings).work(
        burst=True, logging_level="ERROR"
    )


def test_posts_are_uploaded_planned_and_imported(
    program: FlaskClient, settings: Settings, redis_client: redis.Redis
) -> None:
    data = zipped(POSTS)
    announced = program.post("/api/imports", json={"project": "Garden", "source": "blog", "sizeBytes": len(data)})
    path = announced.headers["Location"]
    for offset in range(0, len(data), 200):
        program.put(
            f"{path}/content?offset={offset}", data=data[offset : offset + 200], content_type="application/octet-stream"
        )
    program.post(f"{path}/plan")
    work(redis_client, settings)
    plan = program.get(path).json
    program.post(f"{path}/import")
    work(redis_client, settings)

    done = program.get(path).json
    reports = program.get("/api/import-reports?project=garden").json
    assert announced.status_code == 201
    assert plan is not None
    assert done is not None
    assert reports is not None
    assert (plan["state"], plan["project"], plan["receivedBytes"]) == ("planned", None, len(data))
    assert plan["summary"] == "3 posts: 3 new, 1 held as a draft, 1 without a date"
    assert (done["state"], done["project"], done["report"]) == ("done", "garden", plan["plan"])
    assert [report["id"] for report in reports["reports"]] == [done["reportId"]]
    assert program.get(f"/api/import-reports/{done['reportId']}").json == reports["reports"][0]


def test_what_cannot_be_done_says_why(program: FlaskClient, garden: Item) -> None:
    announced = program.post("/api/imports", json={"project": "garden", "sizeBytes": 10})
    path = announced.headers["Location"]

    answers = {
        "too large": program.post("/api/imports", json={"project": "garden", "sizeBytes": 10**10}),
        "gap": program.put(f"{path}/content?offset=5", data=b"x", content_type="application/octet-stream"),
        "empty": program.put(f"{path}/content?offset=0", content_type="application/octet-stream"),
        "early plan": program.post(f"{path}/plan"),
        "early import": program.post(f"{path}/import"),
        "unknown": program.get("/api/imports/none"),
        "no report": program.get("/api/import-reports/7"),
    }

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "too large": 422,
        "gap": 409,
        "empty": 422,
        "early plan": 409,
        "early import": 409,
        "unknown": 404,
        "no report": 404,
    }


def test_an_upload_is_deleted(program: FlaskClient, app: Flask) -> None:
    path = program.post("/api/imports", json={"project": "Garden", "sizeBytes": 10}).headers["Location"]

    deleted = program.delete(path)

    assert deleted.json == {"discarded": path.rsplit("/", 1)[-1]}
    assert program.get(path).status_code == 404
