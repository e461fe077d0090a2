"""The editor: a new post, and an existing one."""

import json
from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.clock import iso, utc_now
from fsp.content.images.clean import MAX_IMAGE_BYTES
from fsp.content.item_form import form_of
from fsp.content.lookup import find_project
from fsp.content.save_form import EditConflict, SavedForm, body_of, create_from_form, save_form
from fsp.content.working_copies import discard_copy, forget_tab
from fsp.errors import Conflict, InvalidInput
from fsp.models.account import Role
from fsp.models.project import Project
from fsp.stores import db, end_reading
from fsp.web import forms
from fsp.web.access.permissions import requires
from fsp.web.editor.form_request import SentForm, as_json, sent_form, wants_json
from fsp.web.editor.views import (
    EditorPage,
    read_editor,
    read_new,
    with_conflict,
    with_form,
    with_other_copy,
    with_saved,
)

editor = Blueprint("editor", __name__)

Answer = Response | str | tuple[str, int]


@editor.get("/projects/<slug>/items/new")
@requires(Role.OPERATOR)
def new(slug: str) -> str:
    """Show an empty editor, or with `copy` a post that was begun and not saved."""
    return _page(read_new(slug, g.account, now=utc_now(), copy_id=_number("copy")))


@editor.post("/projects/<slug>/items")
@requires(Role.OPERATOR, action=Action.CREATE_ITEM, target="project {slug}: {title}")
def create(slug: str) -> Answer:
    """Create a post."""
    sent = sent_form()
    try:
        saved = create_from_form(find_project(slug), sent.form, author=g.account.name)
    except (InvalidInput, Conflict) as error:
        return _refused(error, lambda: read_new(slug, g.account, now=utc_now()), sent)
    return _done(saved, sent, "Draft saved.")


@editor.get("/items/<int:item_id>/edit")
@requires(Role.OPERATOR)
def edit(item_id: int) -> str:
    """Show the editor with the saved text, or with `copy` with an unsaved one. `compare` names another one."""
    page = read_editor(item_id, g.account, now=utc_now(), copy_id=_number("copy"))
    if request.args.get("compare") == "saved":
        return _page(with_saved(page))
    other = _number("compare")
    return _page(with_other_copy(page, other) if other else page)


@editor.post("/items/<int:item_id>")
@requires(Role.OPERATOR, action=Action.EDIT_ITEM, target="item {item_id}")
def save(item_id: int) -> Answer:
    """Save the post. The input is shown again if it cannot be saved."""
    sent = sent_form()
    try:
        saved = save_form(item_id, sent.form, base=sent.base_of(item_id), author=g.account.name)
    except EditConflict as conflict:
        db.session.rollback()
        if wants_json():
            return as_json(409, detail=str(conflict), isConflict=True)
        page = with_conflict(read_editor(item_id, g.account, now=utc_now()), conflict)
        return _page(page, error=str(conflict), tab=sent.tab), 409
    except (InvalidInput, Conflict) as error:
        return _refused(error, lambda: read_editor(item_id, g.account, now=utc_now()), sent)
    return _done(saved, sent, "Saved.")


@editor.post("/copies/<int:copy_id>/discard")
@requires(Role.OPERATOR, action=Action.DISCARD_COPY, target="working copy {copy_id}")
def discard(copy_id: int) -> Response:
    """Discard an unsaved version of a post."""
    copy = discard_copy(copy_id)
    flash("Discarded the unsaved version.")
    if copy.item_id is None:
        return redirect(url_for("editor.new", slug=_slug_of(copy.project_id)), 303)
    return redirect(url_for("editor.edit", item_id=copy.item_id), 303)


def _done(saved: SavedForm, sent: SentForm, words: str) -> Answer:
    item = saved.item
    if sent.tab:
        forget_tab(g.account, sent.tab)
    words = f"{words} {saved.note}".strip()
    if not wants_json():
        flash(words)
        if request.form.get("then") == "publish":
            return redirect(url_for("items.show", item_id=item.id, _anchor="publishing"), 303)
        return redirect(url_for("editor.edit", item_id=item.id), 303)
    form, revision = form_of(item, body_of(item), item.project), item.current_revision_id
    end_reading()
    return as_json(
        itemId=item.id,
        revision=revision,
        base=json.dumps(form.values, ensure_ascii=False),
        values={**form.values, "body": form.body},
        words=words,
        savedAt=iso(utc_now()),
    )


def _refused(error: InvalidInput | Conflict, read: Callable[[], EditorPage], sent: SentForm) -> Answer:
    db.session.rollback()
    code = 409 if isinstance(error, Conflict) else 422
    if wants_json():
        return as_json(code, detail=str(error))
    return _page(with_form(read(), sent), error=str(error), tab=sent.tab), code


def _page(page: EditorPage, *, error: str = "", tab: str = "") -> str:
    tab = tab or (page.copy.tab if page.copy else "")
    return render_template("editor/page.html", page=page, error=error, tab=tab, max_image_bytes=MAX_IMAGE_BYTES)


def _slug_of(project_id: int) -> str:
    slug = db.session.get_one(Project, project_id).slug
    end_reading()
    return slug


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= forms.MAX_DIGITS else None
