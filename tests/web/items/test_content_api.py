"""The content of posts in the API: created once per key, edited under an ETag, with revisions."""

from typing import Any

from flask.testing import FlaskClient

from fsp.models.item import Item
from fsp.stores import db

POSTS = "/api/projects/garden/items"
PEAS = {"title": "Peas", "text": "Sow in **March**.", "tags": ["spring"], "authors": ["Ada"], "isUnlisted": True}


def test_a_post_is_created_read_and_listed(program: FlaskClient, garden: Item) -> None:
    created = program.post(POSTS, json=PEAS)
    post: Any = created.json
    listed: Any = program.get(f"{POSTS}?q=peas").json
    empty: Any = program.get(f"{POSTS}?state=published").json

    assert (created.status_code, created.headers["Location"]) == (201, f"/api/items/{post['id']}")
    assert {name: post[name] for name in PEAS} == PEAS
    assert (post["project"], post["slug"], post["state"], post["revision"]) == ("garden", "peas", "draft", 1)
    assert program.get(created.headers["Location"]).json == post
    assert [item["title"] for item in listed["items"]] == ["Peas"]
    assert (listed["counts"], listed["nextAfter"], empty["items"]) == ({"draft": 1}, None, [])


def test_repeating_a_request_with_its_key_creates_one_post(program: FlaskClient, garden: Item) -> None:
    headers = {"Idempotency-Key": "k1"}

    first, second = (program.post(POSTS, json=PEAS, headers=headers) for _ in range(2))
    other = program.post(POSTS, json={**PEAS, "title": "Other"}, headers=headers)

    assert first.json == second.json
    assert other.status_code == 422
    assert program.get(POSTS).json["counts"] == {"draft": 2}  # type: ignore[index]


def test_unusable_posts_are_refused(program: FlaskClient, garden: Item) -> None:
    bodies: list[dict[str, Any]] = [
        {},
        {"title": "x" * 301},
        {"title": "T", "tags": ["a,b"]},
        {"title": "T", "language": "!"},
        {"title": "T", "canonicalUrl": "ftp://x"},
        {"title": "T", "colour": "red"},
    ]

    assert [program.post(POSTS, json=body).status_code for body in bodies] == [422] * len(bodies)
    assert program.post("/api/projects/none/items", json=PEAS).status_code == 404
    program.delete("/api/projects/garden")
    assert program.post(POSTS, json=PEAS).status_code == 409


def test_a_post_is_edited_under_its_etag(program: FlaskClient, garden: Item) -> None:
    path = f"/api/items/{garden.id}"
    tag = program.get(path).headers["ETag"]

    edited = program.patch(path, json={"summary": "Short.", "text": "New."}, headers={"If-Match": tag})
    stale = program.patch(path, json={"text": "Lost."}, headers={"If-Match": tag})
    unconditional = program.patch(path, json={"title": "Broad beans"})

    assert [answer.status_code for answer in (edited, stale, unconditional)] == [200, 412, 200]
    shown: Any = program.get(path).json
    assert (shown["title"], shown["summary"], shown["text"], shown["revision"]) == ("Broad beans", "Short.", "New.", 3)
    assert shown["tags"] == ["a", "b"]
    assert program.patch("/api/items/99", json={}).status_code == 404


def test_scheduling_keeps_the_etag(program: FlaskClient, garden: Item) -> None:
    path = f"/api/items/{garden.id}"
    tag = program.get(path).headers["ETag"]

    program.post(f"{path}/schedule", json={"publishAt": "2035-05-01T09:30:00Z"})

    assert program.get(path).headers["ETag"] == tag


def test_revisions_are_listed_read_and_used(program: FlaskClient, garden: Item) -> None:
    path = f"/api/items/{garden.id}"
    program.patch(path, json={"text": "Second."})

    listed: Any = program.get(f"{path}/revisions").json
    first: Any = program.get(f"{path}/revisions/1").json
    used: Any = program.post(f"{path}/revisions/1/use").json

    lines = [(line["number"], line["origin"], line["isCurrent"], line["characters"]) for line in listed["revisions"]]
    assert lines == [(2, "person", True, 7), (1, "import", False, 5)]
    assert (first["text"], used["text"], used["revision"]) == ("Text.", "Text.", 1)
    assert program.get(f"{path}/revisions/9").status_code == 404
    assert program.post(f"{path}/revisions/9/use").status_code == 404


def test_a_deleted_post_is_not_edited(program: FlaskClient, garden: Item) -> None:
    program.delete(f"/api/items/{garden.id}")

    assert program.patch(f"/api/items/{garden.id}", json={"text": "New."}).status_code == 409
    assert db.session.get_one(Item, garden.id).title == "Beans <i>"
