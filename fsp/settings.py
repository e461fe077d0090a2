"""All settings, each with its variable, type, bounds, default and description."""

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import ValidationError, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from fsp import setting_types as types
from fsp.errors import SettingsError
from fsp.setting_checks import check_together
from fsp.setting_types import secret, variable
from fsp.storable import fault_of

PACKAGE_VERSION = version("fsp")
SENDGRID = "https://api.sendgrid.com"


class Settings(BaseSettings):
    """The effective configuration. Every default works on a single machine.

    `from_environment` reads the variables. `Settings(port=9000)` uses its arguments and the defaults.
    """

    model_config = SettingsConfigDict(
        frozen=True, validate_by_name=True, validate_default=True, enable_decoding=False, hide_input_in_errors=True
    )

    data_dir: types.Folder = variable("FSP_DATA_DIR", "The folder of everything FSP stores.", default=Path("var"))
    destinations_folder: types.Folder | None = variable(
        "FSP_DESTINATIONS_FOLDER",
        "The folder in which destinations of the platform `folder` write. Default: `folders` in the data folder.",
    )
    redis_url: types.RedisUrl | None = variable(
        "REDIS_URL", "Redis 6.2 or later, or Valkey, and no Cluster. Default: the bundled Valkey."
    )
    database_url: types.DatabaseUrl | None = variable(
        "DATABASE_URL", "PostgreSQL or SQLite. Default: SQLite in the data folder."
    )
    host: str = variable("FSP_HOST", "The address FSP listens on.", default="127.0.0.1")
    port: int = variable("FSP_PORT", "The port FSP listens on.", default=8000, ge=1, le=types.MAX_PORT)
    base_url: types.BaseUrl | None = variable(
        "FSP_BASE_URL", "The URL people reach FSP at. Default: the address it listens on."
    )
    environment: types.ShortText = variable(
        "FSP_ENVIRONMENT", "The name of this installation, such as staging, shown on every page.", default=""
    )
    trusted_proxies: int = variable(
        "FSP_TRUSTED_PROXIES", "How many reverse proxies stand in front of FSP.", default=0, ge=0, le=10
    )
    allow_direct_access: bool = variable(
        "FSP_ALLOW_DIRECT_ACCESS", "Allow FSP to listen on every address without a proxy.", default=False
    )
    web_processes: int = variable("FSP_WEB_PROCESSES", "Web server processes, with four threads each.", default=2, ge=1)
    worker_processes: int = variable("FSP_WORKER_PROCESSES", "Workers that `fsp up` starts.", default=2, ge=1)
    worker_children: int = variable(
        "FSP_WORKER_CHILDREN", "Processes of each worker that run jobs.", default=1, ge=1, le=64
    )
    worker_threads: int = variable(
        "FSP_WORKER_THREADS", "Jobs that each of these processes runs at once.", default=1, ge=1, le=64
    )
    worker_max_jobs: int = variable(
        "FSP_WORKER_MAX_JOBS", "Jobs after which such a process is replaced.", default=10_000, ge=1
    )
    worker_memory_bytes: int = variable(
        "FSP_WORKER_MEMORY_BYTES", "Bytes of memory above which it is replaced.", default=2**29, ge=2**20
    )
    stop_grace_seconds: int = variable(
        "FSP_STOP_GRACE_SECONDS", "Seconds a stopping worker lets its jobs finish.", default=5, ge=1
    )
    cancel_grace_seconds: int = variable(
        "FSP_CANCEL_GRACE_SECONDS", "Seconds a cancelled job has to stop before its process is killed.", default=5, ge=0
    )
    lease_seconds: int = variable(
        "FSP_LEASE_SECONDS", "Seconds without a heartbeat until a job goes to another worker.", default=30, ge=5
    )
    strict_priority: bool = variable(
        "FSP_STRICT_PRIORITY", "Always run the high queue first, however long other jobs wait.", default=False
    )
    retention_days: int = variable(
        "FSP_RETENTION_DAYS", "Days until dead letters, requests, reports and exports are deleted.", default=30, ge=1
    )
    session_idle_minutes: int = variable(
        "FSP_SESSION_IDLE_MINUTES", "Minutes without a request until a session ends.", default=30, ge=1, le=12 * 60
    )
    dead_letter_limit: int = variable(
        "FSP_DEAD_LETTER_LIMIT", "How many dead letters are kept; the oldest are deleted first.", default=50_000, ge=1
    )
    zone: types.ZoneName = variable("FSP_ZONE", "The time zone of the operation, such as Europe/Berlin.", default="UTC")
    site_is_public: bool = variable(
        "FSP_SITE_PUBLIC", "Show the published sites to everybody, not only after sign-in.", default=True
    )
    site_hosts: types.SiteHosts = variable(
        "FSP_SITE_HOSTS", "The host name of each site, such as example.org=garden-journal,x.org=x.", default=()
    )
    secret_key: str | None = secret(
        "FSP_SECRET_KEY",
        "Signs forms and encrypts credentials: 32 characters or more, the same on every machine. Default: made once.",
    )
    previous_secret_keys: types.Names = secret(
        "FSP_SECRET_KEY_PREVIOUS",
        "Keys used before, separated by commas. They decrypt credentials until `fsp secrets rotate` has run.",
        default=(),
    )
    destinations_allow_internal: bool = variable(
        "FSP_DESTINATIONS_ALLOW_INTERNAL", "Allow destinations to be servers inside your network.", default=False
    )
    log_level: types.LogLevel = variable("FSP_LOG_LEVEL", "The least severe level that is logged.", default="INFO")
    job_modules: types.Names = variable(
        "FSP_JOB_MODULES", "Python modules with job types of your own, separated by commas.", default=()
    )
    code_version: types.Version = variable(
        "FSP_CODE_VERSION", "The version of your code. Default: that of FSP.", default=PACKAGE_VERSION
    )
    llm_base_url: types.HttpUrl | None = variable(
        "FSP_LLM_BASE_URL", "A server that speaks the OpenAI chat API. Default: drafts come from an outline template."
    )
    llm_model: str | None = variable("FSP_LLM_MODEL", "The language model to use; required with FSP_LLM_BASE_URL.")
    llm_api_key: str | None = secret("FSP_LLM_API_KEY", "The key of that server.")
    llm_prices: types.Prices = variable(
        "FSP_LLM_PRICES",
        "Prices per million tokens, such as gpt-4o-mini=0.15/0.60/0.075: input, output, cached input.",
        default="",
    )
    llm_currency: types.ShortText = variable("FSP_LLM_CURRENCY", "The currency of these prices.", default="USD")
    llm_budget: types.Money = variable(
        "FSP_LLM_BUDGET", "The most that all drafts of a month may cost, such as 25. Default: no limit."
    )
    alert_webhook_url: types.HttpUrl | None = secret(
        "ALERT_WEBHOOK_URL", "Where alerts are posted in Alertmanager's format (version 4)."
    )
    alert_webhook_secret: str | None = secret("ALERT_WEBHOOK_SECRET", "Signs these posts (HMAC-SHA256).")
    slack_webhook_url: types.HttpUrl | None = secret("SLACK_WEBHOOK_URL", "An incoming webhook of Slack for alerts.")
    sendgrid_api_key: str | None = secret("SENDGRID_API_KEY", "Sends alerts as mail through SendGrid.")
    sendgrid_base_url: types.BaseUrl = variable(
        "SENDGRID_BASE_URL", "SendGrid's API; https://api.eu.sendgrid.com for accounts in the EU.", default=SENDGRID
    )
    smtp_url: types.SmtpUrl | None = secret(
        "FSP_SMTP_URL", "Sends alerts and reports as mail: smtp:// or smtps://user:password@host:port."
    )
    alert_email_recipients: types.Addresses = variable(
        "ALERT_EMAIL_RECIPIENTS", "Mail addresses that receive alerts, separated by commas.", default=()
    )
    alert_email_sender: types.Address | None = variable(
        "ALERT_EMAIL_SENDER", "The sender of that mail and of reports. Default: the first recipient."
    )
    alert_apprise_urls: types.Urls = secret("FSP_ALERT_APPRISE_URLS", "Apprise URLs, separated by spaces.", default=())
    alert_allow_internal: bool = variable(
        "FSP_ALERT_ALLOW_INTERNAL",
        "Allow webhooks, mail and heartbeat to reach addresses inside your network.",
        default=False,
    )
    heartbeat_url: types.HttpUrl | None = secret(
        "FSP_HEARTBEAT_URL", "A service that expects a request after each evaluation of the alerts."
    )

    @field_validator("*", mode="before")
    @classmethod
    def _refuse_unstorable(cls, value: Any) -> Any:
        # Python decodes bytes that are not UTF-8 as lone surrogates.
        if isinstance(value, str) and (fault := fault_of(value)):
            raise ValueError(fault)
        return value

    @classmethod
    def settings_customise_sources(cls, *_: Any, **sources: Any) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read only the arguments of the caller, neither the environment of the process nor files."""
        return (sources["init_settings"],)

    @property
    def public_url(self) -> str:
        """The public URL of FSP, without a trailing slash."""
        return self.base_url or f"http://{self.host}:{self.port}"


VARIABLES = {name: str(field.validation_alias) for name, field in Settings.model_fields.items()}
"""The variable of each setting."""


def from_environment(environment: Mapping[str, str]) -> Settings:
    """Read the settings from environment variables; raise SettingsError naming the first unusable one."""
    source = EnvSettingsSource(Settings, case_sensitive=True)
    source.env_vars = {name: text for name in VARIABLES.values() if (text := environment.get(name, "").strip())}
    try:
        settings = Settings(**source())
    except ValidationError as error:
        fault = error.errors()[0]
        field = next(field for field in Settings.model_fields.values() if field.validation_alias in fault["loc"])
        raise SettingsError(types.fault_text(fault, field)) from None
    check_together(settings)
    return settings
