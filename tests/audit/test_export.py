"""The audit log for other tools: whole lines, and nothing a spreadsheet would run."""

import csv
import io
import json

from flask import Flask

from fsp.audit.action import Action
from fsp.audit.export import COLUMNS, csv_lines, json_lines
from fsp.audit.record import Actor, audited
from fsp.audit.search import AuditFilter, search
from fsp.models.audit_entry import Via


def test_csv_has_a_heading_and_no_formulas(core: Flask) -> None:
    with audited(Action.PAUSE_QUEUE, "=1+1", by=Actor("@anna", Via.PAGE), reason='say "no", twice', inputs={"a": 1}):
        pass

    heading, row = csv.reader(io.StringIO("".join(csv_lines(search(AuditFilter())))))

    reported = dict(zip(heading, row, strict=True))
    assert tuple(heading) == COLUMNS
    assert (reported["target"], reported["by"], reported["reason"]) == ("'=1+1", "'@anna", 'say "no", twice')
    assert (reported["given"], reported["outcome"]) == ('{"a": 1}', "done")


def test_json_lines_are_objects(core: Flask) -> None:
    with audited(Action.PAUSE_QUEUE, "queue low", by=Actor("anna", Via.PAGE)) as trail:
        trail.after["is_paused"] = True

    (line,) = json_lines(search(AuditFilter()))

    assert json.loads(line)["after"] == {"is_paused": True}
