"""The pages of reviews."""

from flask.testing import FlaskClient
from sqlalchemy import select

from fsp.models.item import Item
from fsp.models.item_event import ItemEvent
from fsp.models.project import Project
from tests.web.forms import send
from tests.web.rows import row, rows


def test_the_page_of_a_post_leads_through_its_review(signed_in: FlaskClient, garden: Item) -> None:
    base = f"/items/{garden.id}"
    send(signed_in, "/projects/garden/review-rules", required_approvals="1", reviewer_role="operator")
    before = signed_in.get(base).text
    send(signed_in, f"{base}/review", note="Please <look>.")
    asked = signed_in.get(base).text
    send(signed_in, f"{base}/approve", text="Good.", revision="1")
    approved = signed_in.get(base).text

    assert "0 of 1 approvals" in before
    assert "Please &lt;look&gt;." in asked
    assert "waiting for review" in asked
    assert "1 of 1 approvals" in approved
    assert "approved (revision 1)" in approved


def test_a_request_for_changes_a_comment_and_a_withdrawal(signed_in: FlaskClient, garden: Item) -> None:
    base = f"/items/{garden.id}"
    send(signed_in, f"{base}/review")
    send(signed_in, f"{base}/request-changes", text="Shorter.")
    send(signed_in, f"{base}/comments", text="Nice.")
    send(signed_in, f"{base}/review")
    send(signed_in, f"{base}/review/withdraw")

    kinds = [event.kind for event in rows(select(ItemEvent).order_by(ItemEvent.id))]
    assert kinds == ["review asked", "changes requested", "commented", "review asked", "review withdrawn"]


def test_the_list_of_waiting_reviews_and_the_rules(signed_in: FlaskClient, garden: Item) -> None:
    refused = send(signed_in, "/projects/garden/review-rules", required_approvals="11")
    saved = send(signed_in, "/projects/garden/review-rules", required_approvals="2", may_approve_own="yes")

    assert (refused.status_code, saved.status_code) == (422, 303)
    assert "Nothing waits for your review." in signed_in.get("/reviews").text
    assert 'value="2"' in signed_in.get("/projects/garden/review-rules").text
    assert row(select(Project)).may_approve_own


def test_a_post_is_archived_and_returned(signed_in: FlaskClient, garden: Item) -> None:
    send(signed_in, f"/items/{garden.id}/archive")
    hidden = signed_in.get("/projects/garden").text
    listed = signed_in.get("/projects/garden?state=archived").text
    send(signed_in, f"/items/{garden.id}/unarchive")

    assert f'id="item-{garden.id}"' not in hidden
    assert f'id="item-{garden.id}"' in listed
    assert f'id="item-{garden.id}"' in signed_in.get("/projects/garden").text
