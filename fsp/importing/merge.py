"""The three-way merge of a file, its last import and the post. Pure decisions.

A field of the file counts only if the file changed since its last import; changes made in FSP stay. If both changed a
field, the import adds a note. If both changed the text, the imported version is stored as a draft.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fsp.clock import iso
from fsp.content.post_fields import POST_FIELDS
from fsp.importing.exported_posts import is_as_exported, merge_exported
from fsp.importing.file_values import FileValues, as_json, sha256_of
from fsp.importing.merge_result import Merge, TextAction
from fsp.models.item import Item, ItemState


def merge_new(file: FileValues, now: datetime) -> Merge:
    """Return everything in a file, for a new post."""
    merge = Merge(dict(file.fields), TextAction.REPLACE if file.body else TextAction.KEEP)
    time = file.time_to_publish(now)
    merge.values |= {"publish_at": time, "held_because": file.held_because}
    if file.exported is not None:
        merge_exported(merge, file, file.exported)
        return merge
    is_scheduled = time is not None and not file.held_because
    merge.values["state"] = ItemState.SCHEDULED if is_scheduled else ItemState.DRAFT
    if is_scheduled and time != file.publish_at and time is not None:
        merge.notes.append(f"date is in the future; scheduled for {iso(time)}.")
    return merge


def merge_known(item: Item, file: FileValues, *, current_body: Callable[[], str], now: datetime) -> Merge:
    """Return what the file changes in a post that was imported before."""
    base = item.imported or {}
    merge = Merge()
    _merge_fields(merge, item, base.get("fields", {}), file)
    _merge_text(merge, base.get("body_sha256"), file, current_body)
    _merge_slug(merge, item, base, file)
    merge.has_new_images = _has_new_images(base, file)
    has_new_content = merge.changes
    _merge_schedule(merge, item, base, file, now)
    if has_new_content and item.state == ItemState.PUBLISHED and "state" not in merge.values:
        # The sweep publishes a changed published post again; its date stays.
        merge.values["state"] = ItemState.SCHEDULED
        merge.values.setdefault("publish_at", item.publish_at or item.published_at)
    return merge


def _merge_fields(merge: Merge, item: Item, base: dict[str, Any], file: FileValues) -> None:
    for name in POST_FIELDS:
        current, new_value = as_json(getattr(item, name)), as_json(file.fields[name])
        before = base.get(name, current)
        if new_value in (before, current):
            continue
        if current == before:
            merge.values[name] = file.fields[name]
        else:
            label = name.replace("_", " ")
            merge.notes.append(
                f"{label} was changed both in FSP and in the file; kept {current!r} (file: {new_value!r})."
            )


def _merge_text(merge: Merge, base_sha256: str | None, file: FileValues, current_body: Callable[[], str]) -> None:
    if file.body_sha256 == base_sha256:
        return
    current = current_body()
    if file.body == current:
        return
    if not file.body:
        if base_sha256 is not None:
            merge.notes.append("the file no longer has any content; the post keeps its content.")
        return
    if not current or sha256_of(current) == base_sha256:
        merge.text = TextAction.REPLACE
        return
    merge.text = TextAction.BESIDE
    merge.notes.append(
        "the content was changed both in FSP and in the file; the file's version was saved as a draft revision."
    )


def _has_new_images(base: dict[str, Any], file: FileValues) -> bool:
    images = base.get("images", file.images)
    if file.exported is not None:
        # A text edited in FSP may show other images than the imported one. Only a replaced image counts as new.
        return any(images.get(path, sha256) != sha256 for path, sha256 in file.images.items())
    return bool(images != file.images)


def _merge_slug(merge: Merge, item: Item, base: dict[str, Any], file: FileValues) -> None:
    if file.slug and file.slug != base.get("slug", file.slug) and file.slug != item.slug:
        merge.new_slug = file.slug


def _merge_schedule(merge: Merge, item: Item, base: dict[str, Any], file: FileValues, now: datetime) -> None:
    base_values = {name: base.get(name) for name in ("publish_at", "not_before", "held_because")}
    says = {
        "publish_at": as_json(file.publish_at),
        "not_before": as_json(file.not_before),
        "held_because": file.held_because,
    }
    if base_values == says or not base or is_as_exported(item, file):
        return
    is_untouched = as_json(item.publish_at) in (base_values["publish_at"], base_values["not_before"])
    if file.held_because:
        _hold(merge, item, file, is_newly_held=not base_values["held_because"], is_untouched=is_untouched)
    elif item.published_at is not None:
        _move_published(merge, item, file, now, is_untouched=is_untouched)
    else:
        _move_unpublished(merge, item, base_values, file, now, is_untouched=is_untouched)


def _hold(merge: Merge, item: Item, file: FileValues, *, is_newly_held: bool, is_untouched: bool) -> None:
    if item.published_at is not None:
        if is_newly_held:
            merge.notes.append(
                f"{file.held_because}, but the post is already published and stays published. Unpublish it on its page."
            )
        return
    if is_newly_held:
        merge.values |= {"state": ItemState.DRAFT, "held_because": file.held_because}
    if is_untouched and item.publish_at != file.publish_at:
        merge.values["publish_at"] = file.publish_at


def _move_published(merge: Merge, item: Item, file: FileValues, now: datetime, *, is_untouched: bool) -> None:
    time = file.time_to_publish(now)
    if time is None or time == item.publish_at:
        return
    if time > now:
        merge.notes.append(
            f"new date {iso(time)} is in the future, but the post is already published and stays published."
        )
    elif not is_untouched:
        merge.notes.append(f"date was changed both in FSP and in the file; the file's {iso(time)} was ignored.")
    else:
        merge.values |= {"publish_at": time, "state": ItemState.SCHEDULED}


def _move_unpublished(
    merge: Merge, item: Item, base_values: dict[str, Any], file: FileValues, now: datetime, *, is_untouched: bool
) -> None:
    time = file.time_to_publish(now)
    merge.values |= {"held_because": ""} if item.held_because else {}
    was_scheduled_by_file = base_values["publish_at"] is not None and not base_values["held_because"]
    if not is_untouched:
        merge.notes.append("publish time was changed both in FSP and in the file; kept the time set in FSP.")
    elif time is None:
        merge.values |= {"publish_at": None, "state": ItemState.DRAFT}
    elif item.state == ItemState.DRAFT and was_scheduled_by_file:
        merge.values["publish_at"] = time
        merge.notes.append("date changed in the file, but the post was unscheduled in FSP and stays unscheduled.")
    else:
        merge.values |= {"publish_at": time, "state": ItemState.SCHEDULED}
