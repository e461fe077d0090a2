"""The page that writes a post: `/items/…/draft`."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.content.lookup import find_item
from fsp.core import current_settings
from fsp.errors import Changed, InvalidInput
from fsp.models.account import Role
from fsp.models.draft_run import DraftKind
from fsp.queueing.cancel import cancel as cancel_job
from fsp.stores import current_redis
from fsp.web import forms
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.drafts.views import read_draft_page
from fsp.web.toasts import Undo, done
from fsp.writing import proposal
from fsp.writing.order import DraftOrder
from fsp.writing.request import find_run, request_draft, save_outline

drafts = Blueprint("drafts", __name__)

BY_SECTION = {"sections": True, "whole": False}


@drafts.get("/items/<int:item_id>/draft")
@requires(Role.VIEWER)
def show(item_id: int) -> str:
    """Show the newest run of the writer, or the chosen one."""
    view = read_draft_page(item_id, utc_now(), current_settings(), run_id=_chosen())
    return render_template("drafts/draft.html", view=view)


@drafts.get("/items/<int:item_id>/draft/run")
@requires(Role.VIEWER)
def follow(item_id: int) -> str:
    """Show the run alone; the page polls it while its text arrives."""
    view = read_draft_page(item_id, utc_now(), current_settings(), run_id=_chosen())
    return render_template("drafts/run.html", view=view)


@drafts.post("/items/<int:item_id>/draft")
@requires(Role.OPERATOR, action=Action.GENERATE_DRAFT, target="item {item_id}")
def write(item_id: int) -> Response:
    """Request an outline, a draft, a revision or a continuation."""
    kind = forms.text("kind") or DraftKind.DRAFT.value
    if kind not in set(DraftKind):
        raise InvalidInput(f'The kind must be one of {", ".join(DraftKind)}, got "{kind:.40}".')
    order = DraftOrder(
        kind=DraftKind(kind),
        run_id=forms.whole_number("run"),
        instruction=request.form.get("instruction", "").replace("\r\n", "\n").strip(),
        section=forms.text("section"),
        words=forms.whole_number("words") or 0,
        by_section=BY_SECTION.get(forms.text("by")),
    )
    job = request_draft(find_item(item_id), order, by=g.account.name, settings=current_settings())
    note(after={"job_id": job.job_id})
    return _back_to(item_id)


@drafts.post("/items/<int:item_id>/draft/cancel")
@requires(Role.OPERATOR, action=Action.CANCEL_JOB, target="job {job}")
def cancel(item_id: int) -> Response:
    """Stop the request. What has arrived is kept."""
    cancel_job(current_redis(), forms.text("job"), by=g.account.name)
    flash("Cancelling… What has arrived is kept as a proposal.")
    return _back_to(item_id)


@drafts.post("/items/<int:item_id>/draft/<int:run_id>/outline")
@requires(Role.OPERATOR, action=Action.EDIT_OUTLINE, target="item {item_id}: run {run_id}")
def edit_outline(item_id: int, run_id: int) -> Response:
    """Save the outline, and request its draft if that was chosen."""
    outline = request.form.get("outline", "").replace("\r\n", "\n")
    save_outline(item_id, run_id, outline, seen=request.form.get("seen_outline", "").replace("\r\n", "\n"))
    if forms.text("then") != "draft":
        flash("Outline saved.")
        return _back_to(item_id, run_id)
    words = int(find_run(item_id, run_id).options.get("words") or 0)
    order = DraftOrder(run_id=run_id, words=words, by_section=BY_SECTION.get(forms.text("by")))
    job = request_draft(find_item(item_id), order, by=g.account.name, settings=current_settings())
    note(after={"job_id": job.job_id})
    return _back_to(item_id)


@drafts.post("/items/<int:item_id>/draft/<int:run_id>/accept")
@requires(Role.OPERATOR, action=Action.ACCEPT_DRAFT, target="item {item_id}: run {run_id}")
def accept(item_id: int, run_id: int) -> Response | tuple[str, int]:
    """Save the text with the accepted paragraphs as a new revision."""
    accepts_all = forms.text("which") == "all"
    chosen = [int(number) for number in request.form.getlist("accepted") if number.isdecimal()]
    seen = forms.whole_number("seen_revision")
    try:
        revision = proposal.accept(
            item_id, run_id, None if accepts_all else chosen, seen_revision_id=seen, by=g.account.name
        )
    except Changed as error:
        view = read_draft_page(item_id, utc_now(), current_settings(), run_id=run_id)
        return render_template("drafts/draft.html", view=view, error=str(error)), 409
    note(after={"revision": revision.number})
    words = f"Saved as revision {revision.number}."
    if seen:
        done(words, Undo(url_for("item_actions.use", item_id=item_id), {"revision": seen}))
    else:
        flash(words)
    return redirect(url_for("items.show", item_id=item_id), 303)


@drafts.post("/items/<int:item_id>/draft/<int:run_id>/discard")
@requires(Role.OPERATOR, action=Action.DISCARD_DRAFT, target="item {item_id}: run {run_id}")
def discard(item_id: int, run_id: int) -> Response:
    """Discard a proposal or an outline."""
    proposal.discard(item_id, run_id, by=g.account.name)
    done(
        "Discarded. Its text stays among the revisions.",
        Undo(url_for("drafts.restore", item_id=item_id, run_id=run_id)),
    )
    return _back_to(item_id, run_id)


@drafts.post("/items/<int:item_id>/draft/<int:run_id>/restore")
@requires(Role.OPERATOR, action=Action.RESTORE_DRAFT, target="item {item_id}: run {run_id}")
def restore(item_id: int, run_id: int) -> Response:
    """Restore a discarded proposal or outline."""
    proposal.restore(item_id, run_id)
    flash("Restored.")
    return _back_to(item_id, run_id)


def _chosen() -> int | None:
    number = request.args.get("run", "")
    return int(number) if number.isdecimal() and len(number) <= forms.MAX_DIGITS else None


def _back_to(item_id: int, run_id: int | None = None) -> Response:
    return redirect(url_for("drafts.show", item_id=item_id, run=run_id), 303)
