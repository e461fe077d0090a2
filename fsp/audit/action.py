"""The actions that change something, with their names in the audit log."""

from enum import StrEnum


class Action(StrEnum):
    """An audited action."""

    ENQUEUE_JOB = "enqueue job"
    CANCEL_JOB = "cancel job"
    RUN_JOB_AGAIN = "run job again"
    MOVE_JOB = "move job"
    ENQUEUE_BATCH = "enqueue batch"
    CANCEL_BATCH = "cancel batch"
    COUNT_JOBS = "count jobs for a bulk action"
    START_BULK = "start bulk action"
    UNDO_BULK = "undo bulk action"
    ABORT_BULK = "stop bulk action"
    PAUSE_JOB_TYPE = "pause job type"
    RESUME_JOB_TYPE = "resume job type"
    PAUSE_GATE = "pause gate"
    RESUME_GATE = "resume gate"
    CLOSE_CIRCUIT = "close circuit"
    SET_LIMIT = "set limit"
    RESET_LIMIT = "reset limit"
    SET_RATE = "set rate"
    SET_WEIGHT = "set weight"
    RESET_RATE = "reset rate"
    SET_CIRCUIT = "set circuit"
    RESET_CIRCUIT = "reset circuit"
    DRAIN_WORKER = "drain worker"
    DRAIN_HOST = "drain host"
    PAUSE_QUEUE = "pause queue"
    RESUME_QUEUE = "resume queue"
    REPLAY_DEAD_LETTER = "replay dead letter"
    DISCARD_DEAD_LETTER = "discard dead letter"
    RESTORE_DEAD_LETTER = "restore dead letter"
    BULK_DEAD_LETTERS = "bulk dead letters"
    ACKNOWLEDGE_ALERT = "acknowledge alert"
    RESOLVE_ALERT = "resolve alert"
    SILENCE_ALERTS = "silence alerts"
    END_SILENCE = "end silence"
    TEST_CHANNEL = "test channel"
    RUN_SCHEDULE = "run schedule"
    PAUSE_SCHEDULE = "pause schedule"
    RESUME_SCHEDULE = "resume schedule"
    MARK_DEPLOY = "mark deploy"
    ADOPT_INSTALLATION = "adopt installation"
    ACCEPT_BASELINE = "accept baseline"
    CREATE_PROJECT = "create project"
    EDIT_PROJECT = "edit project"
    REQUEST_FILES = "request report or export"
    ADD_SUBSCRIPTION = "add report subscription"
    CHANGE_SUBSCRIPTION = "change report subscription"
    PAUSE_SUBSCRIPTION = "pause report subscription"
    RESUME_SUBSCRIPTION = "resume report subscription"
    DELETE_SUBSCRIPTION = "delete report subscription"
    LEAVE_SUBSCRIPTION = "leave report subscription"
    SEND_REPORT = "send report by mail"
    SEND_MAIL_AGAIN = "send report mail again"
    CONFIRM_MAIL = "confirm report mail"
    DELETE_FILES = "delete files"
    ASK_PROJECT = "report on, export or publish project"
    CREATE_ITEM = "create item"
    EDIT_ITEM = "edit item"
    USE_TEXT = "use text"
    SCHEDULE_ITEM = "schedule item"
    RESCHEDULE_ITEMS = "reschedule items"
    EDIT_SLOTS = "edit slots"
    UNSCHEDULE_ITEM = "unschedule item"
    PUBLISH_ITEM = "publish item"
    UNPUBLISH_ITEM = "unpublish item"
    REPUBLISH_ITEM = "republish item"
    ARCHIVE_ITEM = "archive item"
    UNARCHIVE_ITEM = "unarchive item"
    DELETE_ITEM = "delete item"
    RESTORE_ITEM = "restore item"
    CHANGE_ADDRESS = "change address of item"
    ADD_IMAGE = "add image"
    REMOVE_IMAGE = "remove image"
    ADD_DESTINATION = "add destination"
    CHANGE_DESTINATION = "change destination"
    TEST_DESTINATION = "test destination"
    PAUSE_DESTINATION = "pause destination"
    RESUME_DESTINATION = "resume destination"
    REPLACE_CREDENTIALS = "replace credentials"
    REMOVE_DESTINATION = "remove destination"
    SEND_NOW = "send publication"
    SKIP_PUBLICATION = "skip publication"
    CONFIRM_PUBLICATION = "confirm publication"
    SEND_AGAIN = "send publication again"
    CHECK_ITEM = "check item"
    SET_SHORT_TEXT = "set short text"
    ROTATE_SECRETS = "rotate secrets"
    DELETE_PROJECT = "delete project"
    RESTORE_PROJECT = "restore project"
    BUILD_SITE = "rebuild site"
    GENERATE_DRAFT = "generate draft"
    UPLOAD_POSTS = "upload posts"
    PLAN_IMPORT = "plan import"
    IMPORT_POSTS = "import posts"
    DISCARD_UPLOAD = "discard upload"
    SIGN_IN = "sign in"
    SIGN_OUT = "sign out"
    SET_PASSWORD = "set password"  # noqa: S105  (the name of an action)
    MAKE_LOGIN_LINK = "make login link"
    CONFIRM = "confirm identity"
    CREATE_ACCOUNT = "create account"
    DISABLE_ACCOUNT = "disable account"
    ENABLE_ACCOUNT = "enable account"
    CHANGE_ROLE = "change role"
    BACK_UP = "back up"
    RESTORE_BACKUP = "restore backup"
    RELEASE = "release held work"
    CREATE_TOKEN = "create token"  # noqa: S105
    REVOKE_TOKEN = "revoke token"  # noqa: S105

    @property
    def past(self) -> str:
        """Return the action in the past tense, for "already … by anna at 14:05"."""
        verb = self.value.split(" ", 1)[0]
        return _PAST.get(verb, f"{verb}d" if verb.endswith("e") else f"{verb}ed")


_PAST = {
    "back": "backed",
    "cancel": "cancelled",
    "make": "made",
    "report": "asked for",
    "rebuild": "rebuilt",
    "run": "run",
    "set": "set",
    "sign": "signed",
}
