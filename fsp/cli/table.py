"""The commands of `fsp`, each with its place and the first sentence of its help."""

from fsp.cli.lazy import LazyCommand

COMMANDS = {
    "accounts": LazyCommand(
        "fsp.cli.access:accounts", "List and make accounts, change what they may do, shut them out."
    ),
    "alerts": LazyCommand("fsp.cli.alerts:alerts", "List, acknowledge, silence and resolve alerts; try the channels."),
    "audit": LazyCommand("fsp.cli.audit:audit", "List what was done, newest first; as csv or jsonl, all of it."),
    "backup": LazyCommand("fsp.cli.backup:backup", "Back everything up into the new folder TARGET, while FSP runs."),
    "bulk": LazyCommand("fsp.cli.bulk:bulk", "List, show, undo and stop actions on many jobs or dead letters."),
    "close-circuit": LazyCommand(
        "fsp.cli.gates:close_circuit_", "Close the circuit of JOB_TYPE without waiting for its probe."
    ),
    "dead-letters": LazyCommand(
        "fsp.cli.dead_letters:dead_letters", "List, group, show, replay, discard and restore jobs that have died."
    ),
    "deploy": LazyCommand(
        "fsp.cli.deploy:deploy", "Mark deploys, so that a change of speed can be set beside a change of code."
    ),
    "down": LazyCommand("fsp.cli.up.detached:down", "Stop the FSP that fsp up started, and wait until it has stopped."),
    "files": LazyCommand("fsp.cli.files:files", "List, make and delete reports and exports."),
    "import": LazyCommand(
        "fsp.cli.import_folder:import_command", "Import a folder or a .zip of Markdown files with front matter."
    ),
    "items": LazyCommand("fsp.cli.items:items", "List, schedule, publish and draft items."),
    "jobs": LazyCommand(
        "fsp.cli.jobs:jobs", "Find jobs, look at one, enqueue one, cancel it, run it again, move it; and so with many."
    ),
    "limit": LazyCommand("fsp.cli.gates:limit", "Let another number of jobs of a type run at once than its code says."),
    "login-link": LazyCommand(
        "fsp.cli.access:login_link",
        "Print a link that signs ACCOUNT in once, within 30 minutes; also when a password is forgotten.",
    ),
    "migrate": LazyCommand("fsp.cli.migrate:migrate", "Bring the database up to this version of FSP."),
    "pause": LazyCommand("fsp.cli.gates:pause", "Let no job of the job type or queue NAME start; running ones go on."),
    "performance": LazyCommand(
        "fsp.cli.performance:performance", "Compare run times with their baselines, and accept a new normal."
    ),
    "problems": LazyCommand(
        "fsp.cli.problems:problems", "List what is wrong, the worst first; exit with 1 if anything is."
    ),
    "projects": LazyCommand(
        "fsp.cli.projects:projects", "List projects, show one, change its settings, delete and restore it."
    ),
    "queues": LazyCommand(
        "fsp.cli.queues:queues", "Tell what waits, is blocked, deferred or due later, runs and failed in each queue."
    ),
    "release": LazyCommand(
        "fsp.cli.release:release", "Let schedules and outgoing work go on that fsp up --paused holds."
    ),
    "reload": LazyCommand(
        "fsp.cli.reload:reload",
        "Put a new web in place of the running one, such as after an upgrade, without refusing a request.",
    ),
    "restore": LazyCommand(
        "fsp.cli.backup:restore", "Bring the database and the files back to those of the backup SOURCE."
    ),
    "resume": LazyCommand("fsp.cli.gates:resume", "Let jobs of the job type or queue NAME start again."),
    "scheduler": LazyCommand("fsp.cli.processes:scheduler", "Enqueue the scheduled work; any number may run."),
    "schedules": LazyCommand("fsp.cli.schedules:schedules", "List the schedules; run, pause and resume one."),
    "site": LazyCommand("fsp.cli.site:site", "Write sites again."),
    "targets": LazyCommand(
        "fsp.cli.targets:targets", "List the targets with their values, windows and numbers of measurements."
    ),
    "token": LazyCommand("fsp.cli.access:token", "Make, list and revoke tokens for programs that use the API."),
    "up": LazyCommand("fsp.cli.up.command:up", "Run everything: Valkey, the page, the workers and the scheduler."),
    "web": LazyCommand("fsp.cli.web:web", "Serve the pages and the API."),
    "worker": LazyCommand("fsp.cli.processes:worker", "Run jobs from the three queues."),
    "workers": LazyCommand("fsp.cli.workers:workers", "List workers, and let them leave."),
}
