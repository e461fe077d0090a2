"""Reviews in the API."""

from typing import Any

from flask.testing import FlaskClient

from fsp.models.account import Account
from fsp.models.item import Item, Revision
from fsp.models.project import Project
from fsp.stores import db


def test_a_post_is_reviewed(program: FlaskClient, garden: Item) -> None:
    base = f"/api/items/{garden.id}"
    db.session.query(Project).update({"required_approvals": 1})
    db.session.commit()
    refused = program.post(f"{base}/schedule", json={"publishAt": "2035-05-01T09:30:00Z"})
    asked: Any = program.post(f"{base}/review", json={"note": "Please."}).json
    changes = program.post(f"{base}/request-changes", json={"text": "Shorter."})
    again = program.post(f"{base}/review", json={})
    stale = program.post(f"{base}/approve", json={"revision": 9})
    approved: Any = program.post(f"{base}/approve", json={"revision": 1}).json
    scheduled = program.post(f"{base}/schedule", json={"publishAt": "2035-05-01T09:30:00Z"})

    assert program.get("/api/projects/garden/review-rules").json["requiredApprovals"] == 1  # type: ignore[index]
    assert refused.status_code == 409
    assert (asked["state"], asked["isOpen"], asked["note"]) == ("review", True, "Please.")
    assert [answer.status_code for answer in (changes, again, stale, scheduled)] == [200, 200, 409, 200]
    assert (approved["approvedBy"], approved["isSufficient"]) == (["robot"], True)
    lines: Any = program.get(f"{base}/activity").json["lines"]  # type: ignore[index]
    assert [line["kind"] for line in lines if line["kind"] != "revision"] == [
        *("scheduled", "approved", "review asked", "changes requested", "review asked"),
    ]
    assert lines[0]["via"] == "api"


def test_a_comment_and_the_end_of_a_review(program: FlaskClient, garden: Item) -> None:
    base = f"/api/items/{garden.id}"
    program.post(f"{base}/review", json={})

    waiting: Any = program.get("/api/reviews").json
    comment = program.post(f"{base}/comments", json={"text": "Nice."})
    withdrawn = [program.delete(f"{base}/review").status_code for _ in range(2)]

    assert waiting["reviews"] == []
    assert (comment.status_code, withdrawn) == (200, [200, 409])
    assert program.get(f"{base}/review").json["isOpen"] is False  # type: ignore[index]


def test_an_author_does_not_approve_the_own_text(program: FlaskClient, garden: Item) -> None:
    db.session.query(Revision).update({"author": "robot", "origin": "person"})
    db.session.commit()

    answer = program.post(f"/api/items/{garden.id}/approve", json={})

    assert answer.status_code == 409
    assert "You wrote a part" in answer.json["detail"]  # type: ignore[index]


def test_an_admin_changes_the_rules(program: FlaskClient, garden: Item) -> None:
    refused = program.put("/api/projects/garden/review-rules", json={"requiredApprovals": 1})
    db.session.query(Account).update({"role": "admin"})
    db.session.commit()
    changed = program.put("/api/projects/garden/review-rules", json={"requiredApprovals": 1, "reviewers": ["robot"]})

    assert (refused.status_code, changed.status_code) == (403, 200)
    assert changed.json == program.get("/api/projects/garden/review-rules").json
