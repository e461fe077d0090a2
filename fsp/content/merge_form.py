"""Merges two edits of one post, field by field: what only one of them changed is taken from that one."""

from dataclasses import dataclass, fields

from fsp.content.item_form import ItemForm


@dataclass(frozen=True)
class Merged:
    """A merged form. `conflicts` are the fields that both changed, in different ways; it has `own` for these."""

    form: ItemForm
    conflicts: tuple[str, ...]


def merge_forms(base: ItemForm, own: ItemForm, theirs: ItemForm) -> Merged:
    """Merge two forms that began with the same one."""
    values, conflicts = {}, []
    for field in fields(ItemForm):
        name = field.name
        before, here, there = (_comparable(getattr(form, name)) for form in (base, own, theirs))
        is_from_them = here == before
        values[name] = getattr(theirs if is_from_them else own, name)
        if not is_from_them and there not in {before, here}:
            conflicts.append(name)
    return Merged(ItemForm(**values), tuple(conflicts))


def _comparable(text: str) -> str:
    # A browser drops line breaks at the start of a text area, and surrounding spaces do not count.
    return text.replace("\r\n", "\n").strip()
