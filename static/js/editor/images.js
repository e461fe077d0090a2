// The images of the project as a dialog: search, choose, upload.
import { addressOf, insertImages, reference } from "./alt.js";
import { ask, body, form } from "./form.js";
import { upload } from "./upload.js";

const WAIT_MILLISECONDS = 200;
const dialog = document.getElementById("images");
const file = document.getElementById("image-file");
const words = document.getElementById("image-words");
const list = document.getElementById("image-list");
const none = document.getElementById("image-none");
const more = document.getElementById("image-more");
const cover = document.getElementById("cover");
let isForCover = false;
let next = null;
let timer = 0;

async function use(images) {
  if (!images.length) {
    return;
  }
  const at = [body.selectionStart, body.selectionEnd];
  dialog.close();
  if (isForCover) {
    cover.value = decodeURIComponent(reference(images[0].path));
    cover.dispatchEvent(new InputEvent("input", { bubbles: true }));
    cover.focus();
  } else {
    await insertImages(images, at);
  }
}

function entry(image) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  const picture = document.createElement("img");
  const name = document.createElement("span");
  button.type = "button";
  picture.src = addressOf(image.path);
  picture.alt = "";
  picture.loading = "lazy";
  picture.decoding = "async";
  name.textContent = image.path;
  button.append(picture, name);
  button.addEventListener("click", () => use([image]));
  item.append(button);
  return item;
}

async function load(after = "") {
  const query = words.value.trim();
  const { status, answer } = await ask("GET", `${form.dataset.media}?q=${encodeURIComponent(query)}&after=${encodeURIComponent(after)}`);
  if (query !== words.value.trim()) {
    return;
  }
  const images = status === 200 ? answer.media.filter((file) => file.mediaType.startsWith("image/")) : [];
  list[after ? "append" : "replaceChildren"](...images.map(entry));
  next = answer?.nextAfter ?? null;
  more.hidden = !next;
  none.hidden = list.childElementCount > 0;
  none.textContent = status !== 200 ? "The images cannot be listed now." : query ? "No image has these words in its path." : "No images yet. Upload one.";
}

function open(forCover) {
  isForCover = forCover;
  words.value = "";
  dialog.showModal();
  words.focus();
  load();
}

words.addEventListener("input", () => {
  window.clearTimeout(timer);
  timer = window.setTimeout(load, WAIT_MILLISECONDS);
});
words.addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    event.preventDefault();
    list.querySelector("button")?.focus();
  }
});
more.addEventListener("click", () => load(next));
file.addEventListener("change", async () => {
  const files = [...file.files];
  file.value = "";
  use(await upload(files));
});
document.querySelector("[data-format=image]").addEventListener("click", () => open(false));
document.getElementById("cover-pick").addEventListener("click", () => open(true));
