"""Every page, by endpoint, with paths that show it on the seeded data of the browser tests.

Pages in the navigation are added automatically. test_pages.py compares the list with the application's routes, so that
every page is tested for accessibility, HTML and overflow.
"""

from fsp.jobs.fingerprint import fingerprint
from fsp.web.navigation import NAVIGATION

CAUSE = fingerprint("ServiceUnavailable", "The server said no.")

PATHS: dict[str, tuple[str, ...]] = {
    "overview.show": ("/",),
    "overview.runbook": ("/runbook",),
    "projects.index": ("/projects",),
    "projects.new": ("/projects/new",),
    "projects.show": ("/projects/garden-journal",),
    "projects.edit": ("/projects/garden-journal/edit",),
    "destinations.index": ("/projects/garden-journal/destinations",),
    "destinations.show": ("/projects/garden-journal/destinations/2",),
    "destination_forms.choose": ("/projects/garden-journal/destinations/new",),
    "destination_forms.new": ("/projects/garden-journal/destinations/new/mastodon",),
    "destination_forms.edit": ("/projects/garden-journal/destinations/2/edit",),
    "destination_forms.edit_credentials": ("/projects/garden-journal/destinations/2/credentials",),
    "grid.show": ("/projects/garden-journal/grid", "/projects/garden-journal/grid?state=held"),
    "publications.edit_text": ("/items/1/destinations/2/text",),
    "calendar.index": (
        "/calendar?view=week",
        "/calendar?view=list",
        "/calendar?project=garden-journal",
    ),
    "drafts.show": ("/items/1/draft",),
    "language_model.show": ("/projects/garden-journal/language-model",),
    "language_model.show_prompt": ("/projects/garden-journal/prompts/draft",),
    "media.index": ("/projects/garden-journal/images",),
    "imports.new": ("/imports/new", "/imports/new?project=garden-journal"),
    "imports.show": ("/imports/planned", "/imports/done"),
    "imports.report": ("/projects/garden-journal/imports/1",),
    "editor.new": ("/projects/garden-journal/items/new",),
    "editor.edit": ("/items/1/edit", "/items/5/edit"),
    "reviews.edit_rules": ("/projects/garden-journal/review-rules",),
    "share_links.index": ("/items/1/share-links",),
    "revisions.index": ("/items/1/revisions",),
    "revisions.show": ("/items/1/revisions/compare?from=1&to=1", "/items/1/revisions/compare?from=1&to=1&view=side"),
    "items.show": ("/items/1", "/items/5"),
    "items.preview": ("/items/1/preview",),
    "jobs.index": ("/jobs", "/jobs?state=ended&type=export-data", "/jobs?q=args.colour:red"),
    "jobs.show": ("/jobs/waiting", "/jobs/dead"),
    "batches.index": ("/batches",),
    "batches.show": ("/batches/seeded",),
    "bulk.index": ("/bulk",),
    "bulk.show": ("/bulk/prepared", "/bulk/done"),
    "job_types.index": ("/job-types",),
    "job_types.show": ("/job-types/export-data", "/job-types/content-generation?range=7d"),
    "gates.index": ("/gates",),
    "gates.show": ("/gates/destination:12",),
    "dead_letters.index": ("/dead-letters", "/dead-letters?view=letters", "/dead-letters?state=discarded"),
    "dead_letters.group": (f"/dead-letters/groups/{CAUSE}",),
    "dead_letters.show": ("/dead-letters/1",),
    "dead_letters.edit": ("/dead-letters/1/edit",),
    "dead_letters.ask": ("/dead-letters/bulk?action=discard", "/dead-letters/bulk?action=restore"),
    "dead_letters.bulk_job": ("/dead-letters/bulk/bulk-action-seeded",),
    "schedules.index": ("/schedules",),
    "schedules.show": ("/schedules/clean-up", "/schedules/clean-up?state=skipped"),
    "workers.index": ("/workers",),
    "workers.show": ("/workers/a-worker",),
    "alerts.index": ("/alerts", "/alerts?view=resolved", "/alerts?view=silenced&severity=error"),
    "alerts.show": ("/alerts/1",),
    "silences.index": ("/alerts/silences",),
    "channels.deliveries": ("/alerts/deliveries",),
    "channels.index": ("/alerts/channels",),
    "audit.index": ("/audit",),
    "search.show": ("/search", "/search?q=garden", "/search?q=nothing-of-this-name"),
    "performance.index": ("/performance",),
    "artifacts.index": ("/files",),
    "reports.index": ("/reports",),
    "report_subscriptions.new": ("/reports/subscriptions/new",),
    "report_subscriptions.show": ("/reports/subscriptions/1",),
    "report_subscriptions.edit": ("/reports/subscriptions/1/edit",),
    "settings.index": ("/settings",),
    "settings.accounts": ("/settings/accounts",),
    "login.show_confirm": ("/account/confirm",),
    "login.show_password_form": ("/account/password",),
    "own_email.show": ("/account/email",),
    "login.show": ("/login",),
    "login.show_link": ("/login/link/a-token",),
}

_LISTED = {path for paths in PATHS.values() for path in paths}
IN_NAVIGATION = tuple(entry.path for entries in NAVIGATION.values() for entry in entries if entry.path not in _LISTED)
"""Pages in the navigation without further examples above."""

OPEN = PATHS["login.show"] + PATHS["login.show_link"]
MISSING = "/nowhere"
SIGNED_IN = (*(path for paths in PATHS.values() for path in paths if path not in OPEN), *IN_NAVIGATION, MISSING)

NEEDS_NO_DATA = tuple(path for path in SIGNED_IN if path.count("/") == 1 or path in {"/projects/new", "/imports/new"})
"""Pages that can be opened without any data."""

ELSEWHERE = {
    "calendar.feed": "a file",
    "jobs.follow": "a part of the page of one job",
    "drafts.follow": "a part of the page that writes a post",
    "confirm.show": "the questions that other pages ask: opened from them, in test_accessibility.py",
    "audit.export": "a file",
    "artifacts.download": "files, and reports, which test_html.py looks at",
    "editor_preview.frame": "the empty frame that the editor fills, in test_editor.py",
    "editor_preview.style": "a style sheet",
    "media.show": "an image of a project",
    "report_leaving.ask": "the link in a mail, which test_html.py looks at",
    "share_links.show": "a preview for people without an account, as items.preview",
    "share_links.style": "a file",
    "share_links.image": "an image of a shared preview",
    "files.static": "no page",
    "files.icon": "no page",
    "files.site": "published sites, which test_html.py looks at",
}
"""GET routes that are not pages, and why."""
