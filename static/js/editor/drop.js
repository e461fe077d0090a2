// Images that are dropped or pasted into the text are uploaded, described and inserted.
import { insertImages } from "./alt.js";
import { body } from "./form.js";
import { upload } from "./upload.js";

const area = document.getElementById("write");
const hasFiles = (transfer) => [...(transfer?.types ?? [])].includes("Files");

async function take(files) {
  const at = [body.selectionStart, body.selectionEnd];
  const images = await upload(files);
  if (images.length) {
    // The cursor may have moved while the images were on their way: they come to where they were dropped.
    if (body.selectionStart === body.selectionEnd && document.activeElement !== body) {
      body.setSelectionRange(...at);
    }
    await insertImages(images);
  }
}

area.addEventListener("dragover", (event) => {
  if (hasFiles(event.dataTransfer)) {
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    area.classList.add("is-dropping");
  }
});
area.addEventListener("dragleave", (event) => {
  if (!area.contains(event.relatedTarget)) {
    area.classList.remove("is-dropping");
  }
});
area.addEventListener("drop", (event) => {
  area.classList.remove("is-dropping");
  if (hasFiles(event.dataTransfer) && event.dataTransfer.files.length) {
    event.preventDefault();
    take([...event.dataTransfer.files]);
  }
});
body.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  // Text that was copied with a picture of it, as by a spreadsheet, stays text.
  if (files.length && !event.clipboardData.types.includes("text/plain")) {
    event.preventDefault();
    take(files);
  }
});
