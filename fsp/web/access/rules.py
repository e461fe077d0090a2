"""Who may do what: every route with the least role it needs, and the name of its action if it changes something.

A route that is not here is refused to everybody. A new one is one line; tests/web/access/test_rules.py compares.
"""

from dataclasses import dataclass

from fsp.audit.action import Action
from fsp.models.account import Role


@dataclass(frozen=True)
class Rule:
    """`role` is the least that is needed, None for everybody, signed in or not.

    `action` is what the audit log calls it; `target` names what it is done to, from the path and the form. An action
    written down by its own view says so.
    """

    role: Role | None
    action: Action | None = None
    target: str = ""
    is_written_by_view: bool = False


def _looks(*endpoints: str, role: Role | None = Role.VIEWER) -> dict[str, Rule]:
    return dict.fromkeys(endpoints, Rule(role))


def _acts(endpoint: str, action: Action, target: str, *, role: Role = Role.OPERATOR) -> dict[str, Rule]:
    return {endpoint: Rule(role, action, target)}


def _both(page: str, api: str, action: Action, target: str, *, role: Role = Role.OPERATOR) -> dict[str, Rule]:
    return dict.fromkeys((page, api), Rule(role, action, target))


RULES: dict[str, Rule] = {
    # Open to everybody
    **_looks("files.static", "files.icon", "files.site", "login.show", "login.show_link", role=None),
    **_looks("health.show", "health.show_part", "health.live", "health.ready", role=None),
    "login.enter": Rule(None, Action.SIGN_IN, is_written_by_view=True),
    "login.enter_by_link": Rule(None, Action.SIGN_IN, is_written_by_view=True),
    # One's own account
    **_looks("login.show_password_form", "login.show_confirm", "preferences.set_zone"),
    **_acts("login.confirm", Action.CONFIRM, "own session", role=Role.VIEWER),
    **_acts("login.leave", Action.SIGN_OUT, "own session", role=Role.VIEWER),
    **_acts("login.set_password", Action.SET_PASSWORD, "own account", role=Role.VIEWER),
    # Looking
    **_looks(
        "overview.show",
        "overview.runbook",
        "performance.index",
        "api_performance.show",
        "api_metrics.show",
        "api_targets.show",
        "api_problems.index",
    ),
    **_looks("api_document.show", "artifacts.index", "artifacts.download"),
    **_looks("confirm.show", role=Role.OPERATOR),
    **_looks("audit.index", "audit.export", "api_audit.index"),
    # Settings, accounts and tokens
    **_looks("settings.index"),
    **_looks("settings.accounts", "api_accounts.index", "api_accounts.tokens", role=Role.ADMIN),
    **_both("settings.create", "api_accounts.create", Action.CREATE_ACCOUNT, "account {name}", role=Role.ADMIN),
    **_both(
        *("settings.new_link", "api_accounts.new_link"),
        *(Action.MAKE_LOGIN_LINK, "account {account_id}"),
        role=Role.ADMIN,
    ),
    **_both("settings.role", "api_accounts.role", Action.CHANGE_ROLE, "account {account_id}", role=Role.ADMIN),
    **_both(
        *("settings.shut_out", "api_accounts.shut_out"),
        *(Action.DISABLE_ACCOUNT, "account {account_id}"),
        role=Role.ADMIN,
    ),
    **_both("settings.let_in", "api_accounts.let_in", Action.ENABLE_ACCOUNT, "account {account_id}", role=Role.ADMIN),
    **_both("settings.make_token", "api_accounts.make_token", Action.CREATE_TOKEN, "token {name}", role=Role.ADMIN),
    **_both("settings.revoke", "api_accounts.revoke", Action.REVOKE_TOKEN, "token {token_id}", role=Role.ADMIN),
    # Jobs
    **_looks("jobs.index", "jobs.show", "jobs.follow"),
    **_looks("api_jobs.index", "api_jobs.show", "api_jobs.log", "api_jobs.why"),
    **_looks("api_turned_away.duplicates", "api_turned_away.stale_endings"),
    **_acts("api_jobs.enqueue", Action.ENQUEUE_JOB, "job type {type}"),
    **_both("jobs.stop", "api_jobs.stop", Action.CANCEL_JOB, "job {job_id}"),
    **_both("jobs.again", "api_job_actions.again", Action.RUN_JOB_AGAIN, "job {job_id}"),
    **_both("jobs.shift", "api_job_actions.shift", Action.MOVE_JOB, "job {job_id}"),
    # Many at once
    **_looks("bulk.index", "bulk.show", "api_bulk.index", "api_bulk.show"),
    **_both("bulk.ask", "api_bulk.ask", Action.COUNT_JOBS, "{action} {scope} {q}"),
    **_both("bulk.begin", "api_bulk.begin", Action.START_BULK, "bulk action {operation_id}"),
    **_both("bulk.take_back", "api_bulk.take_back", Action.UNDO_BULK, "bulk action {operation_id}"),
    **_both("bulk.stop", "api_bulk.stop", Action.ABORT_BULK, "bulk action {operation_id}"),
    # Job types and queues
    **_looks("job_types.show"),
    **_acts("job_types.enqueue", Action.ENQUEUE_JOB, "job type {name}"),
    **_looks("job_types.index", "api_jobs.types", "api_gates.show", "api_gates.queues", "api_gates.show_queue"),
    **_both("job_types.pause", "api_gates.pause_one_type", Action.PAUSE_JOB_TYPE, "job type {name}"),
    **_both("job_types.resume", "api_gates.resume_one_type", Action.RESUME_JOB_TYPE, "job type {name}"),
    **_both("job_types.close", "api_gates.close_one_circuit", Action.CLOSE_CIRCUIT, "job type {name}"),
    **_both("job_types.limit", "api_gates.set_one_limit", Action.SET_LIMIT, "job type {name}"),
    **_both("job_types.unlimit", "api_gates.reset_one_limit", Action.RESET_LIMIT, "job type {name}"),
    **_both("job_types.pause_one_queue", "api_gates.pause_one_queue", Action.PAUSE_QUEUE, "queue {name}"),
    **_both("job_types.resume_one_queue", "api_gates.resume_one_queue", Action.RESUME_QUEUE, "queue {name}"),
    **_looks("api_deploys.index"),
    **_both("performance.mark_deploy_now", "api_deploys.mark", Action.MARK_DEPLOY, "version {version}"),
    **_both("performance.accept", "api_performance.accept", Action.ACCEPT_BASELINE, "job type {name}"),
    # Workers
    **_looks("workers.index", "workers.show", "api_workers.index", "api_workers.show"),
    **_both("workers.drain", "api_workers.drain", Action.DRAIN_WORKER, "worker {name}"),
    **_both("workers.drain_all", "api_workers.drain_all", Action.DRAIN_HOST, "host {host}"),
    # Dead letters
    **_looks("dead_letters.index", "dead_letters.group", "dead_letters.show", "dead_letters.bulk_job"),
    **_looks("api_dead_letters.index", "api_dead_letters.causes", "api_dead_letters.show"),
    **_looks("dead_letters.edit", "dead_letters.compare", "dead_letters.ask", role=Role.OPERATOR),
    **_looks("api_dead_letters.check", role=Role.OPERATOR),
    **_both(
        *("dead_letters.replay_one", "api_dead_letters.replay_one"),
        *(Action.REPLAY_DEAD_LETTER, "dead letter {letter_id}"),
    ),
    **_both(
        *("dead_letters.discard_one", "api_dead_letters.discard_one"),
        *(Action.DISCARD_DEAD_LETTER, "dead letter {letter_id}"),
    ),
    **_both(
        *("dead_letters.restore_one", "api_dead_letters.restore_one"),
        *(Action.RESTORE_DEAD_LETTER, "dead letter {letter_id}"),
    ),
    **_both("dead_letters.in_bulk", "api_dead_letters.in_bulk", Action.BULK_DEAD_LETTERS, "dead letters"),
    # Alerts
    **_looks("alerts.index", "api_alerts.index", "api_alerts.why", "api_alerts.why_of_cause"),
    **_looks("alerts.show", "silences.index", "channels.index", "channels.deliveries"),
    **_looks("api_alerts.show", "api_alerts.silences"),
    **_looks("api_alerts.deliveries", "api_alerts.channels"),
    **_both("alerts.acknowledge", "api_alerts.acknowledge", Action.ACKNOWLEDGE_ALERT, "alert {alert_id}"),
    **_both("alerts.resolve", "api_alerts.resolve", Action.RESOLVE_ALERT, "alert {alert_id}"),
    **_acts("alerts.silence", Action.SILENCE_ALERTS, "alert {alert_id}"),
    **_both("silences.add", "api_alerts.silence", Action.SILENCE_ALERTS, "alerts {target}"),
    **_both("silences.end", "api_alerts.end_silence", Action.END_SILENCE, "silence {silence_id}"),
    **_both(
        *("channels.test", "api_alerts.test_channel"),
        *(Action.TEST_CHANNEL, "channel {name}"),
        role=Role.ADMIN,
    ),
    # Schedules
    **_looks("schedules.index", "schedules.show"),
    **_looks("api_schedules.index", "api_schedules.show", "api_schedules.ticks"),
    **_both("schedules.run_now", "api_schedules.run_now", Action.RUN_SCHEDULE, "schedule {name}"),
    **_both("schedules.pause", "api_schedules.pause", Action.PAUSE_SCHEDULE, "schedule {name}"),
    **_both("schedules.resume", "api_schedules.resume", Action.RESUME_SCHEDULE, "schedule {name}"),
    # Projects, items and what is made of them
    **_looks("api_items.show", "api_items.list_without_text"),
    **_looks("projects.index", "projects.show", "items.show", "items.preview", "items.image"),
    **_looks("projects.new", "projects.edit", "items.new", role=Role.OPERATOR),
    **_acts("projects.create", Action.CREATE_PROJECT, "project {title}"),
    **_looks("api_projects.index", "api_projects.show"),
    **_both("projects.save", "api_projects.save", Action.EDIT_PROJECT, "project {slug}"),
    **_acts("projects.ask", Action.ASK_PROJECT, "project {slug}: {what}"),
    **_acts("artifacts.ask", Action.REQUEST_FILES, "{what} of project {project}"),
    **_acts("artifacts.again", Action.REQUEST_FILES, "as job {job_id}"),
    **_both("artifacts.delete", "api_files.delete", Action.DELETE_FILES, "files of job {job_id}"),
    **_looks("api_files.index"),
    **_looks("imports.show", "imports.report", "api_imports.show", "api_imports.index", "api_imports.report"),
    **_looks("imports.new", "api_imports.add", role=Role.OPERATOR),
    **_both("imports.create", "api_imports.create", Action.UPLOAD_POSTS, "project {project}"),
    **_both("imports.plan", "api_imports.plan", Action.PLAN_IMPORT, "upload {upload_id}"),
    **_both("imports.go", "api_imports.go", Action.IMPORT_POSTS, "upload {upload_id}"),
    **_both("imports.discard", "api_imports.discard", Action.DISCARD_UPLOAD, "upload {upload_id}"),
    **_acts("items.create", Action.CREATE_ITEM, "project {slug}: {title}"),
    **_acts("items.save", Action.EDIT_ITEM, "item {item_id}"),
    **_acts("items.use", Action.USE_TEXT, "item {item_id}"),
    **_both("items.schedule", "api_items.schedule", Action.SCHEDULE_ITEM, "item {item_id}"),
    **_both("items.unschedule", "api_items.unschedule", Action.UNSCHEDULE_ITEM, "item {item_id}"),
    **_both("items.publish", "api_items.publish", Action.PUBLISH_ITEM, "item {item_id}"),
    **_both("items.unpublish", "api_items.unpublish", Action.UNPUBLISH_ITEM, "item {item_id}"),
    **_both("items.republish", "api_items.republish", Action.REPUBLISH_ITEM, "item {item_id}"),
    **_both("items.remove", "api_items.remove", Action.DELETE_ITEM, "item {item_id}"),
    **_both("items.restore", "api_items.restore", Action.RESTORE_ITEM, "item {item_id}"),
    **_both("items.move", "api_items.move", Action.CHANGE_ADDRESS, "item {item_id}"),
    **_both("projects.remove", "api_projects.remove", Action.DELETE_PROJECT, "project {slug}"),
    **_both("projects.restore", "api_projects.restore", Action.RESTORE_PROJECT, "project {slug}"),
    **_both("items.generate", "api_items.draft", Action.GENERATE_DRAFT, "item {item_id}"),
}
