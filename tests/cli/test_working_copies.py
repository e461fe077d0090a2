"""`fsp items copies`, `copy` and `discard-copy`."""

from click.testing import CliRunner
from sqlalchemy import select

from fsp.cli.main import fsp
from fsp.clock import utc_now
from fsp.content.item_form import ItemForm
from fsp.content.project_settings import ProjectText, create_project
from fsp.content.save_form import create_from_form
from fsp.content.working_copies import Place, Typed, keep_copy
from fsp.models.account import Account
from fsp.models.working_copy import WorkingCopy
from fsp.stores import db


def test_unsaved_versions_are_listed_printed_and_discarded(run: CliRunner) -> None:
    project, account = create_project(ProjectText("Garden")), Account(name="ada")
    db.session.add(account)
    db.session.commit()
    item = create_from_form(project, ItemForm(title="Beans"), author="ada").item
    place = Place(project, item, account, "a-tab")
    copy = keep_copy(place, Typed(ItemForm(title="Beans", body="Typed."), ItemForm(), None, 0), now=utc_now())
    number, copy_number = str(item.id), str(copy.id)
    db.session.rollback()

    listed = run.invoke(fsp, ["items", "copies", number]).output
    printed = run.invoke(fsp, ["items", "copy", copy_number]).output
    discarded = run.invoke(fsp, ["items", "discard-copy", copy_number])

    assert listed.split("\t")[0] == copy_number
    assert "ada\t6 characters" in listed
    assert printed == "Typed.\n"
    assert discarded.output == f"Discarded the working copy {copy_number}.\n"
    db.session.expire_all()
    assert db.session.scalars(select(WorkingCopy.id)).all() == []
    assert run.invoke(fsp, ["items", "copy", copy_number]).exit_code == 1
