"""Images in the editor: dropped, pasted, chosen and uploaded, each described before it is inserted."""

import base64
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fsp.content.lookup import find_project
from fsp.content.project_media import list_media
from fsp.stores import end_reading
from tests.browser.test_editor import EDIT, open_empty, value
from tests.content.images.pictures import picture

DROP = """({name, type, data, kind}) => {
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, {type}));
  const options = {bubbles: true, cancelable: true};
  const event = kind === "drop" ? new DragEvent("drop", {...options, dataTransfer: transfer})
    : new ClipboardEvent("paste", {...options, clipboardData: transfer});
  document.getElementById("body").dispatchEvent(event);
}"""


def give(page: Page, data: bytes, *, kind: str = "drop", name: str = "oak.png", media_type: str = "image/png") -> None:
    """Drop or paste a file into the text."""
    page.evaluate(DROP, {"name": name, "type": media_type, "data": base64.b64encode(data).decode(), "kind": kind})


def paths() -> list[str]:
    rows = [media.path for media in list_media(find_project("garden-journal"))]
    end_reading()
    return rows


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_an_image_that_is_dropped_or_pasted_is_described_and_inserted(page: Page, kind: str) -> None:
    open_empty(page)
    page.keyboard.type("Before.")
    give(page, picture("PNG", size=(30, 20)), kind=kind, name="my oak.png")

    expect(page.locator("#alt-text")).to_be_focused()
    page.get_by_role("button", name="Insert").click()
    expect(page.locator("#alt-fault")).to_have_text("Describe the image, or choose that it is decorative.")
    page.locator("#alt-text").fill("An [old] oak")
    page.keyboard.press("Enter")

    expect(page.locator("#body")).to_have_value("Before.\n\n![An \\[old\\] oak](images/my-oak.png)\n\n")
    expect(page.locator("#body")).to_be_focused()
    expect(page.frame_locator("#frame").get_by_role("img", name="An [old] oak")).to_be_visible()
    page.keyboard.press("Control+z")
    assert value(page) == "Before."


def test_a_name_that_is_taken_gets_a_number_and_the_same_image_is_used_again(page: Page) -> None:
    open_empty(page)
    for size in ((30, 20), (30, 20), (9, 9)):
        give(page, picture("PNG", size=size), name="oak.png")
        expect(page.locator("#alt")).to_be_visible()
        page.get_by_label("Decorative: it adds nothing to the text").check()
        page.get_by_role("button", name="Insert").click()
        expect(page.locator("#alt")).to_be_hidden()

    names = re.findall(r"!\[\]\(([^)]+)\)", value(page))
    assert len(set(names)) == 2
    assert names[0] == names[1]
    assert set(names) <= set(paths())


def test_faults_are_named_and_nothing_is_inserted(page: Page) -> None:
    open_empty(page)
    uploads = page.locator("#uploads")
    give(page, b"%PDF", name="paper.pdf", media_type="application/pdf")
    expect(uploads).to_contain_text("paper.pdf is no image that a site can show.")
    page.locator("#editor").evaluate("form => { form.dataset.maxBytes = '10'; }")
    page.reload()
    page.locator("#body").fill("")
    give(page, b"no image at all", name="broken.png")
    expect(uploads).to_contain_text("broken.png was not uploaded.")
    page.route("**/media?*", lambda route: route.abort())
    give(page, picture("PNG"), name="away.png")
    expect(uploads).to_contain_text("away.png was not uploaded. The server does not answer.")

    assert value(page) == ""
    page.locator("#uploads").get_by_role("button", name="Close").first.click()


def illustrate_by_keys(page: Page) -> None:
    """Choose the image of an oak in the dialog and describe it, by keyboard alone."""
    page.keyboard.press("Alt+F10")
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Image", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#image-words")).to_be_focused()
    page.keyboard.type("oak")
    expect(page.locator("#image-list button")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("An oak")
    page.keyboard.press("Enter")


def test_an_image_is_found_and_inserted_by_keyboard_alone(page: Page) -> None:
    open_empty(page)
    illustrate_by_keys(page)

    expect(page.locator("#body")).to_have_value("![An oak](images/oak.png)\n\n")
    expect(page.locator("#body")).to_be_focused()


def test_an_image_is_uploaded_in_the_dialog_and_becomes_the_cover(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "cover.png"
    file.write_bytes(picture("PNG", size=(60, 30)))
    page.goto(EDIT)
    page.get_by_role("button", name="Details").click()
    page.get_by_role("button", name="Choose").click()
    page.locator("#image-file").set_input_files(file)

    expect(page.locator("#cover")).to_have_value("images/cover.png")
    expect(page.frame_locator("#frame").locator("img.cover")).to_be_visible()


def test_nothing_is_inserted_when_the_description_is_cancelled(page: Page) -> None:
    open_empty(page)
    give(page, picture("PNG", size=(7, 7)))
    expect(page.locator("#alt")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("#alt")).to_be_hidden()
    expect(page.locator("#body")).to_be_focused()
    assert value(page) == ""
