"""The link in a mail by which its recipient leaves a subscription, without an account."""

import hashlib
import hmac
from datetime import datetime

from fsp.errors import NotFound
from fsp.models.report_subscription import ReportSubscription
from fsp.secret_keys import current_key
from fsp.settings import Settings
from fsp.stores import db

KEY_CHARACTERS = 32
NO_LINK = "This link is not valid any more. The subscription was deleted, or the secret key of FSP changed."
BY = "recipient"


def leave_token(settings: Settings, subscription_id: int, recipient: str) -> str:
    """Return the token in the address of the page. It changes with the secret key of FSP."""
    message = f"report:{subscription_id}:{recipient}".encode()
    return hmac.new(current_key(settings).encode(), message, hashlib.sha256).hexdigest()[:KEY_CHARACTERS]


def leave_address(settings: Settings, subscription_id: int, recipient: str) -> str:
    """Return the address of the page by which the recipient leaves."""
    token = leave_token(settings, subscription_id, recipient)
    return f"{settings.public_url}/reports/leave/{subscription_id}/{token}"


def recipient_of(settings: Settings, subscription_id: int, token: str) -> tuple[ReportSubscription, str]:
    """Return the subscription and the recipient of a link; raise NotFound if there is none, or the recipient left."""
    subscription = db.session.get(ReportSubscription, subscription_id)
    for recipient in subscription.recipients if subscription else ():
        if hmac.compare_digest(leave_token(settings, subscription_id, recipient).encode(), token.encode()):
            assert subscription is not None  # noqa: S101  (it has recipients)
            return subscription, recipient
    raise NotFound(NO_LINK)


def leave(subscription: ReportSubscription, recipient: str, *, now: datetime) -> None:
    """Remove a recipient. A subscription without any is paused."""
    subscription.recipients = [address for address in subscription.recipients if address != recipient]
    if not subscription.recipients:
        subscription.paused_at, subscription.paused_by = now, BY
        subscription.pause_reason = "The last recipient unsubscribed."
    db.session.commit()
