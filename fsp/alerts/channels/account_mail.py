"""Mails to single accounts, such as the notices of reviews. Each account is a channel of its own in the outbox."""

from sqlalchemy import select

from fsp.alerts.channels.channel import Channel
from fsp.alerts.channels.sendgrid import SendGridChannel
from fsp.alerts.channels.smtp import SmtpChannel
from fsp.models.account import Account
from fsp.models.alert_notice import UNSETTLED, AlertNotice
from fsp.security.guarded_http import GuardedClient
from fsp.settings import Settings
from fsp.stores import db

PREFIX = "account:"
"""Followed by the id of the account."""


def account_channel_name(account: Account) -> str:
    """Return the name of the channel that sends to this account."""
    return f"{PREFIX}{account.id}"


def is_personal(channel: str) -> bool:
    """Return whether a channel sends to one account."""
    return channel.startswith(PREFIX)


def can_mail(settings: Settings) -> bool:
    """Return whether a mail server and a sender are configured."""
    return bool(settings.smtp_url or settings.sendgrid_api_key) and bool(_sender(settings))


def account_channels(settings: Settings) -> tuple[Channel, ...]:
    """Return a channel for each account that a waiting message is for. Accounts without an address have none."""
    if not can_mail(settings):
        return ()
    waiting = select(AlertNotice.channel).where(
        AlertNotice.state.in_(UNSETTLED), AlertNotice.channel.startswith(PREFIX, autoescape=True)
    )
    ids = [int(name.removeprefix(PREFIX)) for name in db.session.scalars(waiting.distinct())]
    accounts = db.session.scalars(
        select(Account).where(Account.id.in_(ids), Account.email != "", Account.disabled_at.is_(None))
    ).all()
    return tuple(mail_channel(account, account.email, settings) for account in accounts)


def mail_channel(account: Account, address: str, settings: Settings) -> Channel:
    """Return a channel that sends to one address of an account."""
    name, sender, recipients = account_channel_name(account), _sender(settings), (address,)
    if settings.smtp_url:
        return SmtpChannel(settings.smtp_url, sender, recipients, settings.alert_allow_internal, name=name)
    client = GuardedClient(allow_internal=settings.alert_allow_internal)
    return SendGridChannel(
        settings.sendgrid_api_key or "", sender, recipients, client, settings.sendgrid_base_url, name=name
    )


def _sender(settings: Settings) -> str:
    return settings.alert_email_sender or next(iter(settings.alert_email_recipients), "")
