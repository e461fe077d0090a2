"""Checks of settings that are valid alone but not together."""

from typing import Any

from fsp.errors import SettingsError
from fsp.security.addresses import is_any_address

MIN_SECRET_CHARACTERS = 32
MIN_DIFFERENT = 8
"""Distinct characters in a secret key. One with fewer was typed by hand, such as "aaaa…"."""


def check_together(settings: Any) -> None:
    """Raise SettingsError for values that are valid alone but not together."""
    if settings.secret_key and (fault := fault_of_secret_key(settings.secret_key)):
        raise SettingsError(f"FSP_SECRET_KEY {fault}.")
    if settings.llm_base_url and not settings.llm_model:
        raise SettingsError("FSP_LLM_MODEL must name a model when FSP_LLM_BASE_URL is set, got nothing; set both.")
    for name, text in (("SENDGRID_API_KEY", settings.sendgrid_api_key), ("FSP_SMTP_URL", settings.smtp_url)):
        if text and not settings.alert_email_recipients:
            raise SettingsError(f"ALERT_EMAIL_RECIPIENTS must name an address when {name} is set, got nothing.")
    if is_any_address(settings.host) and not settings.trusted_proxies and not settings.allow_direct_access:
        raise SettingsError(
            f'FSP_HOST "{settings.host}" lets everybody in the network reach FSP without TLS. Set FSP_TRUSTED_PROXIES '
            "to the number of reverse proxies in front of it, or FSP_ALLOW_DIRECT_ACCESS=yes if that is meant."
        )


def fault_of_secret_key(key: str) -> str:
    """Return why a key is easy to guess, without repeating it; empty for a good one."""
    if len(key) < MIN_SECRET_CHARACTERS:
        got = f"{len(key)} characters"
    elif len(set(key)) < MIN_DIFFERENT:
        got = f"only {len(set(key))} different ones"
    else:
        return ""
    return (
        f"must have {MIN_SECRET_CHARACTERS} characters or more that nobody can guess, got {got}. "
        'Make one with: python -c "import secrets; print(secrets.token_hex(32))"'
    )
