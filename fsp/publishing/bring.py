"""Brings one post to one destination: asks `next_step`, sends the request, and records what the platform answered."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from fsp.destinations.api_client import ApiRefusal
from fsp.destinations.contract import Post, Sent
from fsp.errors import AnswerLost, PermanentFailure, RateLimited, ServiceUnavailable
from fsp.jobs.durable_step import run_step
from fsp.models.publication import Publication
from fsp.publishing.edit_there import EditedThere, edit_there
from fsp.publishing.next_step import (
    Ask,
    Cannot,
    Create,
    Find,
    Known,
    Nothing,
    Remove,
    Step,
    Update,
    Wait,
    known_if_there,
    next_step,
    step_if_not_there,
)
from fsp.publishing.record import (
    Content,
    known_of,
    record_answer_lost,
    record_create,
    record_refused,
    record_there,
    record_update,
    record_update_refused,
    removals_of,
    storable_evidence,
)
from fsp.publishing.sender import LookAgain, NeedsPerson, Sender


@dataclass(frozen=True)
class Brought:
    """The result. `sent` is None if no request was needed; `cannot` is what the platform is unable to do."""

    sent: Sent | None = None
    cannot: str = ""
    replaced_edit: bool = False
    """Whether an update replaced what somebody had changed there."""


def bring(sender: Sender, publication: Publication, post: Post, content: Content) -> Brought:
    """Create or update the post; raise LookAgain, NeedsPerson, or what the platform raises."""
    knowledge = known_of(publication)
    sent = None
    if not knowledge.external_id:
        created_step = _kept_create(sender, publication, post, content)
        sent = Sent(**created_step["sent"])
        knowledge = replace(knowledge, external_id=sent.external_id, content_hash=created_step["content_hash"])
    match next_step(knowledge, content.sha256, sender.platform.abilities):
        case Update(external_id):
            edited_hash = edit_there(sender, publication)
            if edited_hash and sender.asks_about_edits:
                raise EditedThere(edited_hash, publication.place)
            updated = _send_update(sender, publication, post, external_id)
            return Brought(_proved(publication, updated), replaced_edit=bool(edited_hash))
        case Cannot(what):
            return Brought(sent, what)
        case _:
            return Brought(sent)


def remove(sender: Sender, publication: Publication, post: Post) -> Brought:
    """Remove the post; raise LookAgain, NeedsPerson, or what the platform raises."""
    abilities, knowledge = sender.platform.abilities, known_of(publication)
    step_ = next_step(knowledge, None, abilities)
    if isinstance(step_, Find):
        sent = sender.find(knowledge, post)
        step_ = (
            next_step(known_if_there(knowledge, sent, None, abilities), None, abilities)
            if sent
            else step_if_not_there(knowledge, None, sender.clock())
        )
    match step_:
        case Remove(external_id):
            sender.call(sender.platform.remove, external_id)
        case Cannot(what):
            return Brought(cannot=what)
        case _:
            _stop(step_)
    return Brought()


def _kept_create(sender: Sender, publication: Publication, post: Post, content: Content) -> dict[str, Any]:
    """Create the post in a durable step: its result is known even if SQL is down, or this process ends, before it is
    recorded. If Redis is down instead, SQL records it.
    """
    created: list[Sent] = []
    try:
        created_step: dict[str, Any] = run_step(
            f"create {post.key}", _create, sender, publication, post, content=content, created=created
        )
    except BaseException:
        for sent in created:
            record_there(publication.id, sent, sender.clock())
        raise
    return created_step


def _create(
    sender: Sender, publication: Publication, post: Post, *, content: Content, created: list[Sent]
) -> dict[str, Any]:
    """Make sure that the post is there; return it, and the hash of the content that it has."""
    abilities, knowledge = sender.platform.abilities, known_of(publication)
    step_ = next_step(knowledge, content.sha256, abilities)
    if isinstance(step_, Find):
        sent = sender.find(knowledge, post)
        if sent:
            knowledge = known_if_there(knowledge, sent, content.sha256, abilities)
            return _made(_proved(publication, sent), knowledge.content_hash)
        step_ = step_if_not_there(knowledge, content.sha256, sender.clock())
    if not isinstance(step_, Create):
        _stop(step_)
    sent = _send_create(sender, publication, knowledge, post, content)
    created.append(sent)
    # A platform that recognises a repeat answers for the content that it got first.
    is_repeat = abilities.repeats and knowledge.create_sent_at is not None
    return _made(sent, knowledge.content_hash if is_repeat else content.sha256)


def _send_create(sender: Sender, publication: Publication, knowledge: Known, post: Post, content: Content) -> Sent:
    sent_at = sender.clock()
    if not record_create(publication.id, knowledge, content, sent_at):
        raise LookAgain("Another attempt is sending this post.", retry_after_seconds=30)
    platform = sender.connect_for_create()
    try:
        return _proved(publication, sender.call(platform.create, post))
    except AnswerLost as error:
        record_answer_lost(publication, sent_at, sender.clock())
        abilities = sender.platform.abilities
        if not (abilities.finds or abilities.repeats):
            raise NeedsPerson(_question(sender)) from error
        raise
    except (ServiceUnavailable, PermanentFailure):
        # The platform certainly did not carry it out.
        record_refused(publication.id, sent_at)
        raise


def _send_update(sender: Sender, publication: Publication, post: Post, external_id: str) -> Sent:
    sent_at = sender.clock()
    record_update(publication.id, sent_at)
    try:
        return sender.call(sender.platform.update, post, external_id)
    except (ApiRefusal, RateLimited):
        record_update_refused(publication.id, sent_at)
        raise


def _made(sent: Sent, content_hash: str) -> dict[str, Any]:
    return {"sent": asdict(sent), "content_hash": content_hash}


def _proved(publication: Publication, sent: Sent) -> Sent:
    """Return the result with evidence that can be stored."""
    return replace(sent, evidence=storable_evidence(sent.evidence) | {"removals": removals_of(publication)})


def _stop(step_: Step) -> None:
    """Raise what a step means that sends nothing."""
    match step_:
        case Wait(seconds):
            raise LookAgain(
                "An earlier request may still be carried out. FSP looks again before it sends anything.",
                retry_after_seconds=seconds,
            )
        case Ask():
            raise NeedsPerson("An earlier attempt sent the post and ended before the answer came.")
        case Nothing() | Create() | Update() | Remove() | Find() | Cannot():
            return


def _question(sender: Sender) -> str:
    return f"{sender.platform.title} did not answer, and FSP cannot look whether it published the post."
