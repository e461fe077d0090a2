"""Posts that wait for a person's decision: held ones, ones that somebody changed there, and ones of which nobody knows
whether they are there.
"""

from fsp.conditions.destination_cause import posts_page
from fsp.conditions.facts.destinations import DestinationFacts, WaitingPosts
from fsp.conditions.finding import Action, Finding, Subject, SubjectKind
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

HELD, UNKNOWN, EDITED = "posts-held", "posts-unknown", "posts-edited"


def _held(snapshot: Snapshot) -> list[Finding] | None:
    rows = snapshot.destinations
    return None if rows is None else [_held_at(row) for row in rows if row.held.posts]


def _unknown(snapshot: Snapshot) -> list[Finding] | None:
    rows = snapshot.destinations
    return None if rows is None else [_unknown_at(row) for row in rows if row.unknown.posts]


def _held_at(destination: DestinationFacts) -> Finding:
    held = destination.held
    action = Action("Decide", posts_page(destination, "held"))
    if held.posts == 1 and held.item_id is not None:
        action = Action(
            "Send now",
            f"/items/{held.item_id}/destinations/{destination.id}/send-now",
            is_post=True,
            question=f'Send "{held.title}" to {destination.name} now, although it is late?',
        )
    return Finding(
        rule=HELD,
        subject=Subject(SubjectKind.DESTINATION, destination.label),
        severity=Severity.WARNING,
        summary=f"{_what(held)} held at {destination.label} and {_waits(held)} for a decision",
        since=held.since,
        cause="too late for this destination, so a person sends or skips it",
        action=action,
        details_url=_page(held) if action.is_post else "",
    )


def _unknown_at(destination: DestinationFacts) -> Finding:
    unknown = destination.unknown
    url = _page(unknown) or posts_page(destination, "unknown")
    return Finding(
        rule=UNKNOWN,
        subject=Subject(SubjectKind.DESTINATION, destination.label),
        severity=Severity.ERROR,
        summary=f"Nobody knows whether {_what(unknown)} published at {destination.label}",
        since=unknown.since,
        cause="the answer was lost, and the platform cannot say. It is not sent again before somebody has looked there",
        error=f"{unknown.error:.160}",
        action=Action("Look and decide", url, is_for_operators=True),
    )


def _edited(snapshot: Snapshot) -> list[Finding] | None:
    rows = snapshot.destinations
    return None if rows is None else [_edited_at(row) for row in rows if row.edited.posts]


def _edited_at(destination: DestinationFacts) -> Finding:
    edited = destination.edited
    url = _page(edited) or posts_page(destination, "edited")
    return Finding(
        rule=EDITED,
        subject=Subject(SubjectKind.DESTINATION, destination.label),
        severity=Severity.WARNING,
        summary=f"{_what(edited)} changed at {destination.label} and {_waits(edited)} for a decision",
        since=edited.since,
        cause="somebody changed the text there. The update would replace it, so a person decides which text stays",
        action=Action("Look and decide", url, is_for_operators=True),
    )


def _what(waiting: WaitingPosts) -> str:
    return f'"{waiting.title}" is' if waiting.title else f"{waiting.posts} posts are"


def _waits(waiting: WaitingPosts) -> str:
    return "waits" if waiting.posts == 1 else "wait"


def _page(waiting: WaitingPosts) -> str:
    return f"/items/{waiting.item_id}" if waiting.posts == 1 and waiting.item_id is not None else ""


POSTS_HELD = Rule(
    name=HELD,
    meaning="A post was due too long ago for its destination, so it is not sent before a person decides.",
    first_look="Send it now or skip it, on the page of the post. Set another limit for late posts at the destination.",
    find=_held,
    can_follow_deploy=False,
    alert=AlertPolicy(
        "PostsHeld",
        AlertType.PLATFORM_API_FAILURES,
        Severity.WARNING,
        meaning="Late posts wait for a decision",
        title="Late posts wait for a decision at {name}",
        more_evaluations=0,
    ),
)
POSTS_EDITED = Rule(
    name=EDITED,
    meaning="Somebody changed a post at its destination after FSP wrote it, and the post was changed in FSP too. The "
    "update waits, so that neither text is lost.",
    first_look="Compare the two on the page of the post, then overwrite or keep theirs. The destination can be set to "
    "overwrite always.",
    find=_edited,
    can_follow_deploy=False,
)
POSTS_UNKNOWN = Rule(
    name=UNKNOWN,
    meaning="A post was sent, no answer came, and the platform cannot say whether it is there. Sending it again might "
    "publish it twice.",
    first_look="Look at the destination. Then enter the address of the post, or send it again, on its page.",
    find=_unknown,
    can_follow_deploy=False,
    alert=AlertPolicy(
        "PostsUnknown",
        AlertType.PLATFORM_API_FAILURES,
        Severity.ERROR,
        meaning="Nobody knows whether posts were published",
        title="Nobody knows whether posts were published at {name}",
        more_evaluations=0,
    ),
)
