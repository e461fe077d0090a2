"""`/api/projects/…/prompts`: read, change and reset the prompts of a project, and read their history."""

from flask import Response, g

from fsp.audit.action import Action
from fsp.content.lookup import find_project
from fsp.content.prompt_file import PLACEHOLDERS
from fsp.content.prompt_store import reset_prompt, save_prompt, version_text, versions_of
from fsp.core import current_settings
from fsp.models.account import Role
from fsp.stores import end_reading
from fsp.web.access.permissions import requires
from fsp.web.drafts.prompt_schemas import (
    PromptBody,
    PromptListShape,
    PromptPath,
    PromptShape,
    PromptsPath,
    PromptTextShape,
    PromptVersionListShape,
    PromptVersionPath,
    PromptVersionShape,
)
from fsp.web.drafts.prompt_view import read_prompt_view, read_prompt_views
from fsp.web.openapi import answer, api_blueprint
from fsp.web.schema import Problem

prompts_api = api_blueprint("api_prompts")


@prompts_api.get("/api/projects/<slug>/prompts", responses={200: PromptListShape}, summary="List prompts of a project")
@requires(Role.VIEWER)
def index(path: PromptsPath) -> Response:
    """Return the prompts of a project: its own files, or the built-in ones."""
    slug = find_project(path.slug).slug
    end_reading()
    views = read_prompt_views(slug, current_settings())
    return answer(PromptListShape(prompts=PromptShape.list_of(views), placeholders=PLACEHOLDERS))


@prompts_api.put(
    "/api/projects/<slug>/prompts/<prompt>", responses={200: PromptShape, 409: Problem}, summary="Change a prompt"
)
@requires(Role.OPERATOR, action=Action.EDIT_PROMPT, target="project {slug}: {prompt}")
def put(path: PromptPath, body: PromptBody) -> Response:
    """Save the file of a prompt. An error in it is returned with its line, and nothing is saved."""
    slug, settings = find_project(path.slug).slug, current_settings()
    end_reading()
    save_prompt(slug, path.prompt, body.text, by=g.account.name, settings=settings, seen_sha256=body.seen_sha256)
    return answer(PromptShape.of(read_prompt_view(slug, path.prompt, settings)))


@prompts_api.delete(
    "/api/projects/<slug>/prompts/<prompt>", responses={200: PromptShape}, summary="Use the built-in prompt again"
)
@requires(Role.OPERATOR, action=Action.RESET_PROMPT, target="project {slug}: {prompt}")
def reset(path: PromptPath) -> Response:
    """Use the built-in prompt again. The versions of the project stay in the history."""
    slug, settings = find_project(path.slug).slug, current_settings()
    end_reading()
    reset_prompt(slug, path.prompt, settings)
    return answer(PromptShape.of(read_prompt_view(slug, path.prompt, settings)))


@prompts_api.get(
    "/api/projects/<slug>/prompts/<prompt>/versions",
    responses={200: PromptVersionListShape},
    summary="List the versions of a prompt",
)
@requires(Role.VIEWER)
def versions(path: PromptPath) -> Response:
    """Return the versions that were saved or used, newest first."""
    slug = find_project(path.slug).slug
    end_reading()
    rows = versions_of(slug, path.prompt, current_settings())
    return answer(PromptVersionListShape(versions=PromptVersionShape.list_of(rows)))


@prompts_api.get(
    "/api/projects/<slug>/prompts/<prompt>/versions/<sha256>",
    responses={200: PromptTextShape},
    summary="Read a version of a prompt",
)
@requires(Role.VIEWER)
def version(path: PromptVersionPath) -> Response:
    """Return the text of a version."""
    slug = find_project(path.slug).slug
    end_reading()
    return answer(PromptTextShape(text=version_text(slug, path.prompt, path.sha256, current_settings())))
