"""The table of `fsp` commands: name, location and the first sentence of the help."""

from fsp.cli.lazy import LazyCommand

COMMANDS = {
    "accounts": LazyCommand("fsp.cli.access:accounts", "Manage accounts."),
    "adopt": LazyCommand("fsp.cli.adopt:adopt", "Let this copy of an installation publish."),
    "alerts": LazyCommand("fsp.cli.alerts:alerts", "Manage alerts, silences and channels."),
    "audit": LazyCommand("fsp.cli.audit:audit", "List audit entries, newest first."),
    "backup": LazyCommand("fsp.cli.backup:backup", "Back up everything into the new folder TARGET."),
    "batches": LazyCommand("fsp.cli.batches:batches", "Manage batches: chains and groups of jobs."),
    "bulk": LazyCommand("fsp.cli.bulk:bulk", "Manage bulk actions on jobs and dead letters."),
    "calendar": LazyCommand("fsp.cli.calendar:calendar", "Plan posts: list, move, and recurring slots."),
    "close-circuit": LazyCommand("fsp.cli.gates:close_circuit_", "Close the circuit of JOB_TYPE without a probe."),
    "dead-letters": LazyCommand(
        "fsp.cli.dead_letters:dead_letters", "Manage dead letters: jobs that failed permanently."
    ),
    "deploy": LazyCommand("fsp.cli.deploy:deploy", "Record deploys, to match regressions to releases."),
    "destinations": LazyCommand("fsp.cli.destinations:destinations", "Manage destinations: where projects publish."),
    "down": LazyCommand("fsp.cli.up.detached:down", "Stop the FSP that fsp up started."),
    "drafts": LazyCommand("fsp.cli.drafts:drafts", "Manage drafts: outlines and proposals of the writer."),
    "files": LazyCommand("fsp.cli.files:files", "Manage reports and exports."),
    "gates": LazyCommand("fsp.cli.keyed_gates:gates", "Manage gates: limits and circuits by key."),
    "import": LazyCommand(
        "fsp.cli.import_folder:import_command",
        "Import Markdown posts, or an export of another system.",
    ),
    "items": LazyCommand("fsp.cli.items:items", "Manage posts (items)."),
    "jobs": LazyCommand("fsp.cli.jobs:jobs", "Find and manage jobs."),
    "language-model": LazyCommand("fsp.cli.language_model:language_model", "Show tokens, costs and budgets of drafts."),
    "limit": LazyCommand("fsp.cli.gates:limit", "Override the concurrency limit of a job type."),
    "login-link": LazyCommand(
        "fsp.cli.access:login_link",
        "Print a one-time sign-in link for ACCOUNT.",
    ),
    "media": LazyCommand("fsp.cli.media:media", "Manage the images and attachments of projects."),
    "migrate": LazyCommand("fsp.cli.migrate:migrate", "Migrate the database to this version of FSP."),
    "pause": LazyCommand("fsp.cli.gates:pause", "Pause the job type or queue NAME."),
    "performance": LazyCommand(
        "fsp.cli.performance:performance", "Compare run times with baselines, and accept new baselines."
    ),
    "problems": LazyCommand("fsp.cli.problems:problems", "List current problems, the worst first."),
    "projects": LazyCommand("fsp.cli.projects:projects", "Manage projects."),
    "prompts": LazyCommand("fsp.cli.prompts:prompts", "Manage prompts: what a project asks the language model."),
    "queues": LazyCommand("fsp.cli.queues:queues", "Show job counts per queue and state."),
    "release": LazyCommand("fsp.cli.release:release", "Release what fsp up --paused holds back."),
    "reload": LazyCommand(
        "fsp.cli.reload:reload",
        "Replace the web processes without refusing a request.",
    ),
    "restore": LazyCommand("fsp.cli.backup:restore", "Restore the database and the files from the backup SOURCE."),
    "reports": LazyCommand("fsp.cli.reports:reports", "Create reports, and send them by mail."),
    "resume": LazyCommand("fsp.cli.gates:resume", "Resume the job type or queue NAME."),
    "scheduler": LazyCommand("fsp.cli.processes:scheduler", "Run the scheduler."),
    "schedules": LazyCommand("fsp.cli.schedules:schedules", "Manage schedules."),
    "search": LazyCommand("fsp.cli.search:search", "Find jobs, posts, projects and job types."),
    "secrets": LazyCommand("fsp.cli.secrets:secrets", "Manage the key that encrypts credentials."),
    "site": LazyCommand("fsp.cli.site:site", "Rebuild sites."),
    "targets": LazyCommand("fsp.cli.targets:targets", "List targets with their values, windows and sample sizes."),
    "token": LazyCommand("fsp.cli.access:token", "Manage API tokens."),
    "up": LazyCommand("fsp.cli.up.command:up", "Run everything: Valkey, web, workers and scheduler."),
    "web": LazyCommand("fsp.cli.web:web", "Run the web server."),
    "worker": LazyCommand("fsp.cli.processes:worker", "Run jobs from the three queues."),
    "workers": LazyCommand("fsp.cli.workers:workers", "Manage workers."),
}
