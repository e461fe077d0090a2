"""Every action there is on a page is in the API and on the command line too."""

import re
from pathlib import Path

import pytest
from flask import Flask

from fsp.audit.action import Action
from fsp.web.access.permissions import permission_of
from tests.web.access.routes import methods_of

CLI = Path(__file__).parents[3] / "fsp" / "cli"
BULK = CLI.parent / "bulk"
"""A bulk command writes down the action its subject names."""

BY_OTHER_MEANS = {
    Action.SIGN_IN: "a program sends a token, and a command runs on the machine itself",
    Action.SIGN_OUT: "as above: a session is a browser's",
    Action.SET_PASSWORD: "only its owner types a password, in a browser",
    Action.CHANGE_OWN_EMAIL: "on the command line it is fsp accounts email, for any account",
    Action.CONFIRM: "only a browser's session grows stale; a token is revoked instead",
    Action.UPLOAD_POSTS: "fsp import reads a folder of the machine it runs on: nothing is uploaded",
    Action.PLAN_IMPORT: "on the command line it is fsp import --dry-run",
    Action.DISCARD_UPLOAD: "as for uploading",
    Action.LEAVE_SUBSCRIPTION: "only a recipient has the link; others change the subscription",
    Action.COUNT_JOBS: "on the command line fsp jobs bulk without --yes only counts",
    Action.RELEASE: "it belongs to fsp up --paused, and is done on the machine that runs it",
    Action.ROTATE_SECRETS: "it makes a key on the machine that runs FSP: fsp secrets rotate",
    Action.BACK_UP: "it writes files on the machine that runs FSP: fsp backup",
    Action.RESTORE_BACKUP: "nothing may run while a backup is restored: fsp restore",
    Action.BUILD_SITE: "builds heal themselves; a whole one is a repair on the machine: fsp site rebuild",
    Action.ASK_PROJECT: "in the API it is POST /api/jobs; on the command line fsp files and fsp jobs enqueue",
}
"""Actions that are not in all three, and what stands in their place."""


def ways(app: Flask, action: Action) -> set[str]:
    """Return by which ways an action can be done."""
    endpoints = {
        rule.endpoint for rule in app.url_map.iter_rules() if permission_of(app, rule.endpoint).action is action
    }
    source = "".join(path.read_text(encoding="utf-8") for path in (*CLI.rglob("*.py"), *BULK.glob("*.py")))
    is_command = re.search(rf"Action\.{action.name}\b", source) is not None
    results = {"api" if endpoint.startswith("api_") else "page" for endpoint in endpoints}
    return results | ({"cli"} if is_command else set())


@pytest.mark.parametrize("action", [action for action in Action if action not in BY_OTHER_MEANS])
def test_an_action_is_on_a_page_in_the_api_and_on_the_command_line(app: Flask, action: Action) -> None:
    assert ways(app, action) == {"page", "api", "cli"}


@pytest.mark.parametrize("action", BY_OTHER_MEANS)
def test_no_exception_is_left_over(app: Flask, action: Action) -> None:
    assert ways(app, action)
    assert ways(app, action) != {"page", "api", "cli"}


def test_every_action_of_the_api_is_described(app: Flask) -> None:
    described = app.api_doc["paths"]  # type: ignore[attr-defined]
    missing = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api_")
        and permission_of(app, rule.endpoint).action
        and not all(
            described.get(_as_described(rule.rule), {}).get(method.lower(), {}).get("summary")
            for method in methods_of(rule)
        )
    ]

    assert missing == []


def _as_described(rule: str) -> str:
    return "/".join(f"{{{part[1:-1].split(':')[-1]}}}" if part.startswith("<") else part for part in rule.split("/"))
