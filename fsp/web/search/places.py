"""What a search finds without a store: the pages, the job types, and the actions that begin on a page."""

from dataclasses import dataclass

from fsp.models.account import Role
from fsp.schedules.schedule import all_schedules
from fsp.web.confirm.pages import confirm_url
from fsp.web.navigation import NAVIGATION


@dataclass(frozen=True)
class Hit:
    """One result: where it leads, and for an action that asks first, its question. `words` are searched too."""

    title: str
    url: str
    detail: str = ""
    words: str = ""
    role: Role = Role.VIEWER
    question: str = ""


PAGES = (
    Hit("Runbook", "/runbook", words="help problems alerts meaning"),
    Hit("Targets", "/#targets", words="slo objectives"),
    Hit("Bulk actions", "/bulk", words="undo"),
    Hit("Silences", "/alerts/silences", words="mute notices"),
    Hit("Alert channels", "/alerts/channels", words="slack webhook mail notifications test"),
    Hit("Alert deliveries", "/alerts/deliveries", words="notices notifications sent"),
    Hit("Failed jobs", "/jobs?state=failed", words="errors"),
    Hit("Running jobs", "/jobs?state=running"),
    Hit("Waiting jobs", "/jobs?state=waiting", words="queued backlog"),
    Hit("Accounts and tokens", "/settings/accounts", words="users roles api people", role=Role.ADMIN),
    Hit("Change password", "/account/password", words="account"),
)

ACTIONS = (
    Hit("New project", "/projects/new", words="create blog", role=Role.OPERATOR),
    Hit("Import posts", "/imports/new", words="upload hugo jekyll markdown", role=Role.OPERATOR),
    Hit("Retry all dead letters", "/dead-letters/bulk?action=replay", words="replay", role=Role.OPERATOR),
    Hit("Discard all dead letters", "/dead-letters/bulk?action=discard", words="delete", role=Role.OPERATOR),
    Hit("Silence alerts", "/alerts/silences", words="mute", role=Role.OPERATOR),
    Hit("Drain a worker", "/workers", words="stop shut down", role=Role.OPERATOR),
    Hit("Create an account", "/settings/accounts", words="user invite", role=Role.ADMIN),
    Hit("Create an API token", "/settings/accounts", role=Role.ADMIN),
)


def pages() -> list[Hit]:
    """Return every page that has an address of its own."""
    of_navigation = [Hit(entry.label, entry.path, group) for group, entries in NAVIGATION.items() for entry in entries]
    return [*of_navigation, *PAGES]


def schedule_actions() -> list[Hit]:
    """Return what can be done with each schedule."""
    return [_run_now(schedule.name) for schedule in all_schedules()]


def _run_now(name: str) -> Hit:
    title, question = f"Run schedule {name} now", f"Run {name} now?"
    url = confirm_url(f"/schedules/{name}/run", "Run now", question, detail="It runs once, beside its schedule.")
    return Hit(title, url, role=Role.OPERATOR, question=question)
