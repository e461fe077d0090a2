"""What can be configured: environment variables read once into one frozen object."""

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from fsp.environment import MAX_PORT, Environment
from fsp.errors import SettingsError
from fsp.storable import fitted

MIN_SECRET_CHARACTERS = 32
PACKAGE_VERSION = version("fsp")


SENDGRID = "https://api.sendgrid.com"


@dataclass(frozen=True)
class Settings:
    """The effective configuration; every value has a default that works on one machine."""

    data_dir: Path = Path("var")
    redis_url: str | None = None
    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str | None = None
    trusted_proxies: int = 0
    allow_direct_access: bool = False
    web_processes: int = 2
    worker_processes: int = 2
    secret_key: str | None = field(default=None, repr=False)
    log_level: str = "INFO"
    job_modules: tuple[str, ...] = ()
    code_version: str = PACKAGE_VERSION
    worker_children: int = 1
    worker_threads: int = 1
    worker_max_jobs: int = 10_000
    worker_memory_bytes: int = 512 * 1024 * 1024
    stop_grace_seconds: int = 5
    cancel_grace_seconds: int = 5
    lease_seconds: int = 30
    strict_priority: bool = False
    retention_days: int = 30
    session_idle_minutes: int = 30
    dead_letter_limit: int = 50_000
    zone: str = "UTC"
    site_is_public: bool = True
    llm_base_url: str | None = None
    llm_model: str | None = None
    llm_api_key: str | None = field(default=None, repr=False)
    alert_webhook_url: str | None = field(default=None, repr=False)
    slack_webhook_url: str | None = field(default=None, repr=False)
    sendgrid_api_key: str | None = field(default=None, repr=False)
    sendgrid_base_url: str = SENDGRID
    alert_email_recipients: tuple[str, ...] = ()
    alert_email_sender: str | None = None
    alert_webhook_secret: str | None = field(default=None, repr=False)
    smtp_url: str | None = field(default=None, repr=False)
    alert_apprise_urls: tuple[str, ...] = field(default=(), repr=False)
    alert_allow_internal: bool = False
    heartbeat_url: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Fit the version to where it is stored, and make the data folder absolute.

        A digest keeps two long versions apart; a job that changes the working folder must not change where the data is.
        """
        object.__setattr__(self, "code_version", fitted(self.code_version))
        object.__setattr__(self, "data_dir", self.data_dir.absolute())

    @property
    def public_url(self) -> str:
        """The address people reach FSP at, without a slash at the end."""
        return self.base_url or f"http://{self.host}:{self.port}"


def from_environment(environment: Mapping[str, str]) -> Settings:
    """Read the settings from environment variables; raise SettingsError naming the first one that is unusable."""
    read = Environment(environment)
    settings = Settings(
        data_dir=Path(read.text("FSP_DATA_DIR") or "var").expanduser(),
        redis_url=read.url("REDIS_URL", ("redis", "rediss", "unix")),
        database_url=read.url("DATABASE_URL", ("postgresql", "postgres", "postgresql+psycopg", "sqlite")),
        host=read.text("FSP_HOST") or "127.0.0.1",
        port=read.whole_number("FSP_PORT", default=8000, least=1, most=MAX_PORT),
        base_url=_without_slash(read.url("FSP_BASE_URL", ("http", "https"))),
        trusted_proxies=read.whole_number("FSP_TRUSTED_PROXIES", default=0, least=0, most=10),
        allow_direct_access=read.yes_or_no("FSP_ALLOW_DIRECT_ACCESS", default=False),
        web_processes=read.whole_number("FSP_WEB_PROCESSES", default=2, least=1),
        worker_processes=read.whole_number("FSP_WORKER_PROCESSES", default=2, least=1),
        worker_children=read.whole_number("FSP_WORKER_CHILDREN", default=1, least=1, most=64),
        worker_threads=read.whole_number("FSP_WORKER_THREADS", default=1, least=1, most=64),
        worker_max_jobs=read.whole_number("FSP_WORKER_MAX_JOBS", default=10_000, least=1),
        worker_memory_bytes=read.whole_number("FSP_WORKER_MEMORY_BYTES", default=512 * 1024 * 1024, least=2**20),
        stop_grace_seconds=read.whole_number("FSP_STOP_GRACE_SECONDS", default=5, least=1),
        cancel_grace_seconds=read.whole_number("FSP_CANCEL_GRACE_SECONDS", default=5, least=0),
        secret_key=read.secret("FSP_SECRET_KEY", min_characters=MIN_SECRET_CHARACTERS),
        log_level=read.choice("FSP_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO"),
        job_modules=read.names("FSP_JOB_MODULES"),
        code_version=read.text("FSP_CODE_VERSION") or PACKAGE_VERSION,
        lease_seconds=read.whole_number("FSP_LEASE_SECONDS", default=30, least=5),
        strict_priority=read.yes_or_no("FSP_STRICT_PRIORITY", default=False),
        retention_days=read.whole_number("FSP_RETENTION_DAYS", default=30, least=1),
        session_idle_minutes=read.whole_number("FSP_SESSION_IDLE_MINUTES", default=30, least=1, most=12 * 60),
        dead_letter_limit=read.whole_number("FSP_DEAD_LETTER_LIMIT", default=50_000, least=1),
        zone=read.zone("FSP_ZONE"),
        site_is_public=read.yes_or_no("FSP_SITE_PUBLIC", default=True),
        llm_base_url=read.url("FSP_LLM_BASE_URL", ("http", "https")),
        llm_model=read.text("FSP_LLM_MODEL"),
        llm_api_key=read.text("FSP_LLM_API_KEY"),
        alert_webhook_url=read.url("ALERT_WEBHOOK_URL", ("http", "https")),
        slack_webhook_url=read.url("SLACK_WEBHOOK_URL", ("http", "https")),
        sendgrid_api_key=read.text("SENDGRID_API_KEY"),
        sendgrid_base_url=_without_slash(read.url("SENDGRID_BASE_URL", ("http", "https"))) or SENDGRID,
        alert_email_recipients=read.addresses("ALERT_EMAIL_RECIPIENTS"),
        alert_email_sender=read.address("ALERT_EMAIL_SENDER"),
        alert_webhook_secret=read.text("ALERT_WEBHOOK_SECRET"),
        smtp_url=read.url("FSP_SMTP_URL", ("smtp", "smtps")),
        alert_apprise_urls=read.urls("FSP_ALERT_APPRISE_URLS"),
        alert_allow_internal=read.yes_or_no("FSP_ALERT_ALLOW_INTERNAL", default=False),
        heartbeat_url=read.url("FSP_HEARTBEAT_URL", ("http", "https")),
    )
    if settings.llm_base_url and not settings.llm_model:
        raise SettingsError("FSP_LLM_MODEL must name a model when FSP_LLM_BASE_URL is set, got nothing; set both.")
    for name, given in (("SENDGRID_API_KEY", settings.sendgrid_api_key), ("FSP_SMTP_URL", settings.smtp_url)):
        if given and not settings.alert_email_recipients:
            raise SettingsError(f"ALERT_EMAIL_RECIPIENTS must name an address when {name} is set, got nothing.")
    if is_any_address(settings.host) and not settings.trusted_proxies and not settings.allow_direct_access:
        raise SettingsError(
            f'FSP_HOST "{settings.host}" lets everybody in the network reach FSP without TLS. Set FSP_TRUSTED_PROXIES '
            "to the number of reverse proxies in front of it, or FSP_ALLOW_DIRECT_ACCESS=yes if that is meant."
        )
    return settings


def is_any_address(host: str) -> bool:
    """Return whether listening there means listening on every address of the machine."""
    try:
        return not any(socket.inet_aton(host))
    except OSError:
        pass
    try:
        address = ipaddress.IPv6Address(host.strip("[]"))
    except ValueError:
        return host == "*"
    return address.is_unspecified or (address.ipv4_mapped is not None and address.ipv4_mapped.is_unspecified)


def _without_slash(url: str | None) -> str | None:
    return url.rstrip("/") if url else None
