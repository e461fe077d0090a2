// Asks for the description of an image before it is inserted. That it is decorative is a choice of its own.
import { body, form } from "./form.js";
import { replace } from "./insert.js";

const dialog = document.getElementById("alt");
const picture = document.getElementById("alt-image");
const path = document.getElementById("alt-path");
const text = document.getElementById("alt-text");
const none = document.getElementById("alt-none");
const fault = document.getElementById("alt-fault");
let answered = null;

// The path of an image as this text writes it: relative to the folder of the post.
export function reference(image) {
  const from = form.dataset.folder.split("/").filter(Boolean);
  const to = image.split("/");
  while (from.length && to.length > 1 && from[0] === to[0]) {
    from.shift();
    to.shift();
  }
  const relative = [...from.map(() => ".."), ...to].join("/");
  return relative.replace(/[\s()<>%\\]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

export const addressOf = (image) => form.dataset.images + image.split("/").map(encodeURIComponent).join("/");

function complain(words) {
  fault.textContent = words;
  fault.hidden = !words;
}

function finish(description) {
  dialog.close();
  answered?.(description);
  answered = null;
}

function describe(image) {
  picture.src = addressOf(image.path);
  picture.hidden = false;
  path.textContent = image.isNew === false ? `${image.path} (the project has this image already)` : image.path;
  text.value = "";
  text.disabled = false;
  none.checked = false;
  complain("");
  dialog.showModal();
  text.focus();
  return new Promise((resolve) => {
    answered = resolve;
  });
}

// Inserts images, each in a paragraph of its own, in place of a range of the text: by default, at the cursor. Chromium
// reports the cursor at the start of the text just after a dialog closes, so the range is not read again.
export async function insertImages(images, [from, to] = [body.selectionStart, body.selectionEnd]) {
  for (const image of images) {
    const description = await describe(image);
    if (description !== null) {
      const before = body.value.slice(0, from);
      const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
      const after = body.value.slice(to);
      const end = !after || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
      const paragraph = `${gap}![${description.replace(/[[\]\\]/g, "\\$&")}](${reference(image.path)})${end || "\n\n"}`;
      replace(from, to, paragraph);
      from = to = from + paragraph.length;
    }
  }
  body.focus();
}

none.addEventListener("change", () => {
  text.disabled = none.checked;
  complain("");
});
document.getElementById("alt-insert").addEventListener("click", () => {
  const description = text.value.trim().replace(/\s+/g, " ");
  if (!description && !none.checked) {
    complain("Describe the image, or choose that it is decorative.");
    text.focus();
    return;
  }
  finish(none.checked ? "" : description);
});
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    document.getElementById("alt-insert").click();
  }
});
document.getElementById("alt-cancel").addEventListener("click", () => finish(null));
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  finish(null);
});
