"""The mail address of an account, changed by its owner: it counts once the link in a mail to it is opened."""

import time
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeTimedSerializer

from fsp.accounts.login_attempts import address_mail_limits, reserve_attempt
from fsp.accounts.manage import change_email, checked_email
from fsp.alerts.attempt import attempt
from fsp.alerts.channels.account_mail import can_mail, mail_channel
from fsp.alerts.message import Entry, Message
from fsp.errors import Conflict, InvalidInput, ServiceUnavailable
from fsp.models.account import Account
from fsp.models.alert_delivery import DeliveryOutcome
from fsp.models.alert_kinds import NoticeKind
from fsp.secret_keys import secret_keys
from fsp.settings import Settings
from fsp.stores import current_redis

VALID_FOR = timedelta(hours=24)
PATH = "/account/email"
SALT = "fsp-mail-address"


def ask_confirmation(account: Account, text: str, *, settings: Settings, now: datetime) -> str:
    """Send a mail with a link to an address, and return the address. The account keeps its present one until then.

    Raise InvalidInput for an invalid address, Conflict if FSP has no mail server or sent too many mails already, and
    ServiceUnavailable if the mail server did not accept the mail.
    """
    address = checked_email(text)
    if not address:
        raise InvalidInput("Enter a mail address, such as anna@example.org.")
    if not can_mail(settings):
        raise Conflict(
            "FSP cannot send a mail to confirm the address, because no mail server is configured. Ask an admin to set"
            " your address, or to set FSP_SMTP_URL and ALERT_EMAIL_SENDER."
        )
    if wait := reserve_attempt(current_redis(), address_mail_limits(account.id)):
        raise Conflict(f"Too many mails were sent to confirm an address. Try again in {-(-wait // 60)} min.")
    token = _serializer(settings).dumps([account.id, address])
    sent = attempt(mail_channel(account, address, settings), _message(account, token, settings, now), time.monotonic)
    if sent.outcome is not DeliveryOutcome.ACCEPTED:
        raise ServiceUnavailable(f"The mail to {address} was not sent: {sent.error}")
    return address


def address_of_token(token: str, account: Account, settings: Settings) -> str:
    """Return the address that a link confirms; raise InvalidInput for a link that is too old, or of another account."""
    try:
        account_id, address = _serializer(settings).loads(token, max_age=int(VALID_FOR.total_seconds()))
    except (BadSignature, ValueError, TypeError):
        raise InvalidInput("This link is older than 24 hours, or is incomplete. Enter the address again.") from None
    if account_id != account.id:
        raise InvalidInput(f"This link is for another account. You are signed in as {account.name}.")
    return str(address)


def confirm_address(token: str, account: Account, settings: Settings) -> str:
    """Give an account the address that a link confirms, and return it; raise InvalidInput as `address_of_token`."""
    address = address_of_token(token, account, settings)
    change_email(account, address)
    return address


def _message(account: Account, token: str, settings: Settings, now: datetime) -> Message:
    entry = Entry(
        kind=NoticeKind.CONFIRMATION,
        fingerprint="",
        rule="Confirmation",
        alert_type="confirmation",
        severity="info",
        title="Confirm your mail address",
        why=f"The account {account.name} wants its notices at this address. Open the link within 24 hours to confirm"
        " it. If it was not you, ignore this mail.",
        advice="Open the link.",
        labels={},
        started_at=now,
        ended_at=now,
    )
    key = f"confirmation:{account.id}:{now.timestamp():.0f}"
    return Message(key, key, (entry,), now, f"{settings.public_url}{PATH}?token={token}")


def _serializer(settings: Settings) -> URLSafeTimedSerializer:
    # The last key of the list signs; all of them verify.
    return URLSafeTimedSerializer(list(reversed(secret_keys(settings))), salt=SALT)
