"""Credentials of destinations that expire soon, or have expired."""

from datetime import timedelta

from fsp.amounts import duration
from fsp.conditions.facts.destinations import DestinationFacts
from fsp.conditions.finding import Action, Finding, Numbers, Subject, SubjectKind
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

NAME = "credentials-expire"
NOTICE, URGENT = timedelta(days=14), timedelta(days=3)


def _find(snapshot: Snapshot) -> list[Finding] | None:
    rows = snapshot.destinations
    if rows is None:
        return None
    left = ((row, row.credentials_expire_at - snapshot.at) for row in rows if row.credentials_expire_at is not None)
    return [_finding(row, time_left) for row, time_left in left if time_left <= NOTICE]


def _finding(destination: DestinationFacts, time_left: timedelta) -> Finding:
    seconds = time_left.total_seconds()
    has_expired = seconds <= 0
    words = f"expired {_long(-seconds)} ago" if has_expired else f"expire in {_long(seconds)}"
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.DESTINATION, destination.label),
        severity=Severity.ERROR if time_left <= URGENT else Severity.WARNING,
        summary=f"The credentials of {destination.label} {words}",
        cause="nothing can be published there" if has_expired else "posts that are due later will fail",
        action=Action("Replace credentials", f"{destination.page}/credentials", is_for_admins=True),
        details_url=destination.page,
        measured=f"they {words}",
        numbers=Numbers(seconds / 86400, URGENT.days if time_left <= URGENT else NOTICE.days),
    )


def _long(seconds: float) -> str:
    days = int(seconds // 86400)
    return f"{days} day{'s' if days != 1 else ''}" if days else duration(seconds // 60 * 60)


CREDENTIALS_EXPIRE = Rule(
    name=NAME,
    meaning="The credentials of a destination expire within 14 days. The platform, the token, or a person said when.",
    first_look="Create new credentials at the platform and replace those of the destination. If the date is wrong, "
    "correct it at the destination.",
    find=_find,
    can_follow_deploy=False,
    alert=AlertPolicy(
        "CredentialsExpire",
        AlertType.PLATFORM_API_FAILURES,
        Severity.WARNING,
        meaning="Credentials expire",
        title="The credentials of {name} expire",
        more_evaluations=0,
    ),
)
