"""Silences in SQL: which causes nobody is to be told of now, and who said so."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from fsp.alerts.judgement import Judgement
from fsp.clock import iso
from fsp.extensions import db
from fsp.models.alert_silence import AlertSilence


def active_silences(now: datetime) -> list[AlertSilence]:
    """Return the silences that hold now; does not end the transaction."""
    held = select(AlertSilence).where(AlertSilence.since <= now, AlertSilence.until > now).order_by(AlertSilence.id)
    return list(db.session.scalars(held).all())


def silenced(judgements: Iterable[Judgement], silences: Iterable[AlertSilence]) -> dict[str, str]:
    """Return by fingerprint who silenced it, until when and why."""
    by_target = {silence.target: silence for silence in silences}
    found = {}
    for judgement in judgements:
        for target in (judgement.fingerprint, judgement.rule, judgement.alert_type):
            if target in by_target:
                silence = by_target[target]
                found[judgement.fingerprint] = f"{silence.by} until {iso(silence.until)}: {silence.reason}"
                break
    return found
