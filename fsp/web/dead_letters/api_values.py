"""Dead letters and their causes as the API gives them."""

from collections.abc import Mapping

from fsp.dead_letters.groups import LetterGroup
from fsp.models.dead_letter import DeadLetterQueue
from fsp.web.dead_letters.schemas import CauseShape, DeadLetterShape, SinceDeployShape


def cause_told(group: LetterGroup) -> CauseShape:
    """Return dead letters of one cause."""
    deploy = group.since_deploy
    return CauseShape(
        fingerprint=group.fingerprint,
        count=group.count,
        first_at=group.first_at,
        last_at=group.last_at,
        types=list(group.job_types),
        versions=list(group.versions),
        is_new=group.is_new,
        since_deploy=SinceDeployShape(version=deploy.version, at=deploy.at) if deploy else None,
        error=group.error,
        newest_id=group.sample.id,
    )


def letter_told(letter: DeadLetterQueue, holders: Mapping[int, str]) -> DeadLetterShape:
    """Return a dead letter; `holders` tells which job holds the key its replay needs."""
    return DeadLetterShape(
        id=letter.id,
        job_id=letter.job_id,
        type=letter.job_type,
        queue=letter.queue,
        state=letter.state,
        reason=letter.reason,
        arguments=letter.arguments,
        error=f"{letter.error_class}: {letter.error_message}",
        traceback=letter.error_traceback,
        fingerprint=letter.fingerprint,
        attempts=letter.attempt_history,
        replays=letter.replays,
        next_replay_at=letter.next_replay_at,
        buried_at=letter.buried_at,
        version=letter.version,
        settled_by=letter.settled_by or None,
        settled_at=letter.settled_at,
        waits_for=holders.get(letter.id),
    )
