"""Collects failures from SQL: dead letters of the last hour, and the most common error of job types."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import case, func, select

from fsp.cache import Cache
from fsp.conditions.facts.outcomes import DeadLetterFacts, ErrorFacts
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.stores import db, end_reading

ONE_HOUR, ONE_DAY = timedelta(hours=1), timedelta(hours=24)

LETTERS = Cache[DeadLetterFacts](lasts=timedelta(seconds=8))
"""Shorter than the shortest refresh interval. Many open pages share one read."""


def read_dead_letters(now: datetime) -> DeadLetterFacts:
    """Return how many jobs failed permanently, and their most common error."""
    letter, number = DeadLetterQueue, func.count(DeadLetterQueue.id)
    is_dead = letter.state == DeadLetterState.DEAD
    dead, poison = func.sum(case((is_dead, 1), else_=0)), func.sum(case((letter.reason == "poison", 1), else_=0))
    first_at = func.min(case((is_dead, letter.buried_at)))
    # One statement returns the totals and the largest group.
    row = db.session.execute(
        select(
            select(number).where(is_dead).scalar_subquery().label("total"),
            func.sum(dead).over().label("last_hour"),
            func.min(first_at).over().label("first_at"),
            func.sum(poison).over().label("poison"),
            letter.fingerprint,
            func.min(case((is_dead, letter.error_class))).label("error_class"),
            func.min(case((is_dead, letter.error_message))).label("message"),
        )
        .where(letter.buried_at > now - ONE_HOUR)
        .group_by(letter.fingerprint)
        .order_by(dead.desc())
        .limit(1)
    ).first()
    total = row.total if row else db.session.scalar(select(number).where(is_dead))
    end_reading()
    if row is None:
        return DeadLetterFacts(0, total=total or 0)
    return DeadLetterFacts(
        last_hour=int(row.last_hour),
        first_at=row.first_at,
        commonest=f"{row.error_class}: {row.message or '':.120}" if row.last_hour else "",
        fingerprint=row.fingerprint if row.last_hour else "",
        total=total or 0,
        poison_last_hour=int(row.poison),
    )


def read_common_errors(job_types: Collection[str], now: datetime) -> tuple[ErrorFacts, ...]:
    """Return the most common error of each job type: within the hour, else within a day."""
    if not job_types:
        return ()
    letter, number = DeadLetterQueue, func.count(DeadLetterQueue.id)
    recent = func.sum(case((letter.buried_at > now - ONE_HOUR, 1), else_=0))
    rows = db.session.execute(
        select(letter.job_type, recent, number, func.min(letter.error_class), func.min(letter.error_message))
        .where(letter.job_type.in_(job_types), letter.buried_at > now - ONE_DAY)
        .group_by(letter.job_type, letter.fingerprint)
        .order_by(recent, number)
    ).all()
    end_reading()
    # The largest comes last, and stays.
    largest = {
        job_type: ErrorFacts(job_type, f"{error_class}: {message:.120}", in_the_hour or in_the_day, bool(in_the_hour))
        for job_type, in_the_hour, in_the_day, error_class, message in rows
    }
    return tuple(largest.values())
