"""The pages of the language model: tokens, costs and budgets, and the prompts of a project."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.content.header import FrontMatterFault
from fsp.content.lookup import find_project
from fsp.content.prompt_file import PLACEHOLDERS
from fsp.content.prompt_store import reset_prompt, save_prompt, version_text, versions_of
from fsp.core import current_settings
from fsp.errors import Changed, InvalidInput
from fsp.models.account import Role
from fsp.stores import end_reading
from fsp.web import forms
from fsp.web.access.permissions import requires
from fsp.web.drafts.prompt_view import read_prompt_view, read_prompt_views
from fsp.web.drafts.usage_view import read_usage
from fsp.web.local_path import local_path
from fsp.writing.completion import Usage
from fsp.writing.prices import set_budget
from fsp.writing.spending import correct_usage

language_model = Blueprint("language_model", __name__)


@language_model.get("/language-model")
@requires(Role.VIEWER)
def index() -> str:
    """Show what drafts have cost in the installation."""
    return render_template("drafts/usage.html", view=read_usage(utc_now(), current_settings()), project=None)


@language_model.get("/projects/<slug>/language-model")
@requires(Role.VIEWER)
def show(slug: str) -> str:
    """Show what the drafts of a project have cost, its budget and its prompts."""
    return _page(slug)


@language_model.post("/projects/<slug>/language-model")
@requires(Role.OPERATOR, action=Action.SET_MODEL_BUDGET, target="project {slug}")
def save(slug: str) -> Response | tuple[str, int]:
    """Set the budget and the prices of a project."""
    try:
        set_budget(find_project(slug), monthly=forms.text("monthly"), prices=request.form.get("prices", ""))
    except InvalidInput as error:
        return _page(slug, error=str(error)), 422
    flash("Saved.")
    return redirect(url_for("language_model.show", slug=slug), 303)


@language_model.post("/language-model/requests/<int:request_id>")
@requires(Role.OPERATOR, action=Action.ENTER_USAGE, target="request {request_id}")
def enter_usage(request_id: int) -> Response:
    """Enter the tokens that the provider shows for a request."""
    usage = Usage(forms.whole_number("prompt"), forms.whole_number("completion"), forms.whole_number("cached"))
    correct_usage(request_id, usage, current_settings())
    flash("Usage saved.")
    return redirect(local_path(request.form.get("back"), otherwise=url_for("language_model.index")), 303)


@language_model.get("/projects/<slug>/prompts/<prompt>")
@requires(Role.VIEWER)
def show_prompt(slug: str, prompt: str) -> str:
    """Show a prompt with its history, or one of its versions."""
    return _prompt_page(slug, prompt)


@language_model.post("/projects/<slug>/prompts/<prompt>")
@requires(Role.OPERATOR, action=Action.EDIT_PROMPT, target="project {slug}: {prompt}")
def save_prompt_(slug: str, prompt: str) -> Response | tuple[str, int]:
    """Save a prompt. The input is shown again with the line of its error."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    slug = find_project(slug).slug
    end_reading()
    try:
        seen = forms.text("seen_sha256") or None
        save_prompt(slug, prompt, text, by=g.account.name, settings=current_settings(), seen_sha256=seen)
    except (FrontMatterFault, Changed) as error:
        code = 409 if isinstance(error, Changed) else 422
        return _prompt_page(slug, prompt, text=text, error=str(error)), code
    flash("Prompt saved.")
    return redirect(url_for("language_model.show_prompt", slug=slug, prompt=prompt), 303)


@language_model.post("/projects/<slug>/prompts/<prompt>/reset")
@requires(Role.OPERATOR, action=Action.RESET_PROMPT, target="project {slug}: {prompt}")
def reset(slug: str, prompt: str) -> Response:
    """Use the built-in prompt again."""
    slug = find_project(slug).slug
    end_reading()
    reset_prompt(slug, prompt, current_settings())
    flash("The built-in prompt is used again. Your versions stay in the history.")
    return redirect(url_for("language_model.show_prompt", slug=slug, prompt=prompt), 303)


def _page(slug: str, *, error: str = "") -> str:
    project, settings = find_project(slug), current_settings()
    view = read_usage(utc_now(), settings, project)
    prompts = read_prompt_views(project.slug, settings)
    return render_template("drafts/usage.html", view=view, project=project, prompts=prompts, error=error)


def _prompt_page(slug: str, prompt: str, *, text: str | None = None, error: str = "") -> str:
    project, settings = find_project(slug), current_settings()
    end_reading()
    view = read_prompt_view(project.slug, prompt, settings)
    version = request.args.get("version", "")
    if version:
        text = version_text(project.slug, prompt, version, settings)
    return render_template(
        "drafts/prompt.html",
        project=project,
        view=view,
        text=view.text if text is None else text,
        version=version,
        versions=versions_of(project.slug, prompt, settings),
        placeholders=PLACEHOLDERS,
        as_of=utc_now(),
        error=error or (view.problem if not version else ""),
    )
