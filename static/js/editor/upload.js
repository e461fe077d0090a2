// Uploads images one after another, with their progress; what cannot be used is named before it is sent.
import { say } from "../announce.js";
import { ask, form } from "./form.js";

const KINDS = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/svg+xml"];
const place = document.getElementById("uploads");
const maxBytes = Number(form.dataset.maxBytes);
const size = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

function faultOf(file) {
  if (!KINDS.includes(file.type)) {
    return `${file.name} is no image that a site can show. Use PNG, JPEG, GIF, WebP, AVIF or SVG.`;
  }
  return file.size > maxBytes ? `${file.name} has ${size(file.size)}. An image is limited to ${size(maxBytes)}.` : "";
}

function box(words, isBad) {
  const element = document.createElement("div");
  element.className = isBad ? "notice bad" : "notice";
  const text = document.createElement("p");
  text.textContent = words;
  element.append(text);
  place.append(element);
  place.hidden = false;
  return element;
}

function complain(words) {
  const element = box(`▲ ${words}`, true);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "small";
  button.textContent = "Close";
  button.addEventListener("click", () => {
    element.remove();
    place.hidden = !place.childElementCount;
  });
  element.append(button);
  say(words);
}

async function send(file) {
  const element = box(`Uploading ${file.name}`);
  const meter = document.createElement("progress");
  meter.max = 1;
  meter.setAttribute("aria-label", `Uploading ${file.name}`);
  element.append(meter);
  const { status, answer } = await ask("POST", `${form.dataset.media}?name=${encodeURIComponent(file.name)}`, {
    content: file,
    headers: { "Content-Type": file.type },
    onProgress: (share) => {
      meter.value = share;
    },
  });
  element.remove();
  place.hidden = !place.childElementCount;
  if (status === 200 || status === 201) {
    return { ...answer, isNew: status === 201 };
  }
  const why = status === 401 ? "Your session ended. Sign in again in another tab." : "The server does not answer.";
  complain(`${file.name} was not uploaded. ${answer?.detail ?? why}`);
  return null;
}

// Returns the images that the project has now.
export async function upload(files) {
  const images = [];
  for (const file of files) {
    const fault = faultOf(file);
    const image = fault ? complain(fault) : await send(file);
    if (image) {
      images.push(image);
    }
  }
  return images;
}
