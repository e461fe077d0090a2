// Uploads a folder or a file in parts, so that no request is long; without it the form sends a file by itself.
import { say } from "../announce.js";
import { refresh } from "../refresh.js";
import { zipPieces, zipSize } from "./zip.js";

const PART_BYTES = 512 * 1024;
const TRIES = 4;
const WATCH_MILLISECONDS = 2000;
const WANTED = new RegExp(
  "\\.(md|markdown|mdown|mkd|mdx|qmd|rmd|mdoc|rst|ipynb|lr|org|textile|mediawiki|meta|txt|ini|html?|docx|" +
    "png|jpe?g|gif|webp|svg|avif|heic|bmp|tiff?|pdf|epub|csv|xlsx?|pptx?|od[tsp]|mp3|ogg|m4a|wav|mp4|webm|mov|vtt)$|" +
    "(^|/)(_config\\.yml|_data/[^/]+\\.ya?ml|conf\\.py)$",
  "i",
);
// What only an export of FSP has: the fields of the project, the names that were changed, and earlier texts.
const EXPORTED = /^(fsp\.yaml|project\.json|fsp\/texts\/.*\.json)$/;
const POST = /\.(md|markdown|mdown|mkd|mdx|qmd|rmd|mdoc|rst|ipynb|lr|org|textile|mediawiki|html?|docx)$/i;

const form = document.getElementById("import-form");
let stopping = null;

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function chosenFiles(input) {
  return [...input.files]
    .map((file) => ({ path: (file.webkitRelativePath || file.name).split("/").slice(1).join("/"), blob: file }))
    .filter(({ path }) => (WANTED.test(path) || EXPORTED.test(path)) && !/(^|\/)(\.|node_modules\/)/.test(path));
}

// What the server would refuse is said before anything is sent.
function faultOf(files, size) {
  const { maxFiles, maxBytes, maxFileBytes } = form.dataset;
  const large = files.find((file) => file.blob.size > Number(maxFileBytes));
  if (!files.some((file) => POST.test(file.path))) {
    return "The folder contains no posts (Markdown, HTML or Word files). Choose the folder that contains your posts.";
  }
  if (files.length > Number(maxFiles)) {
    return `An import is limited to ${maxFiles} files; the folder has ${files.length}. Choose a smaller folder.`;
  }
  if (large) {
    return `Files are limited to ${megabytes(Number(maxFileBytes))}; ${large.path} is ${megabytes(large.blob.size)}.`;
  }
  return sizeFault(size, Number(maxBytes));
}

function sizeFault(size, maxBytes) {
  return size > maxBytes
    ? `Uploads are limited to ${megabytes(maxBytes)}; this one is ${megabytes(size)}. Run fsp import on the server instead.`
    : "";
}

function source() {
  const folder = document.getElementById("folder");
  const zip = document.getElementById("zip").files[0];
  if (folder.files.length) {
    const files = chosenFiles(folder);
    const size = zipSize(files);
    const name = folder.files[0].webkitRelativePath.split("/")[0] || "folder";
    return { name, size, pieces: zipPieces(files), fault: faultOf(files, size) };
  }
  if (zip) {
    return { name: zip.name, size: zip.size, pieces: sliced(zip), fault: sizeFault(zip.size, Number(form.dataset.maxBytes)) };
  }
  return { fault: "Choose a file or a folder." };
}

async function* sliced(blob) {
  for (let start = 0; start < blob.size; start += PART_BYTES) {
    yield new Uint8Array(await blob.slice(start, start + PART_BYTES).arrayBuffer());
  }
}

async function* parts(pieces) {
  let waiting = [];
  let bytes = 0;
  for await (const piece of pieces) {
    for (let start = 0; start < piece.length; start += PART_BYTES) {
      const slice = piece.subarray(start, start + PART_BYTES);
      waiting.push(slice);
      bytes += slice.length;
      if (bytes >= PART_BYTES) {
        yield new Blob(waiting);
        waiting = [];
        bytes = 0;
      }
    }
  }
  if (bytes) {
    yield new Blob(waiting);
  }
}

async function call(method, path, body, type = "application/json") {
  const headers = { "X-CSRF-Token": form.elements.csrf_token.value, "Content-Type": type };
  const response = await fetch(path, { method, headers, body, signal: stopping.signal });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw Object.assign(new Error(answer.detail ?? `The server returned HTTP ${response.status}.`), { status: response.status });
  }
  return answer;
}

// A part that did not get through is sent again; one that was refused is not.
async function send(path, part) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call("PUT", path, part, "application/octet-stream");
    } catch (error) {
      if (attempt === TRIES || stopping.signal.aborted || (error.status >= 400 && error.status < 500)) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt));
    }
  }
}

function show(isBusy) {
  document.getElementById("import-progress").hidden = !isBusy;
  document.getElementById("import-stop").hidden = !isBusy;
  form.querySelector("[type=submit]").disabled = isBusy;
}

function complain(words) {
  const fault = document.getElementById("import-fault");
  fault.textContent = words ? `▲ ${words}` : "";
  fault.hidden = !words;
}

async function upload({ name, size, pieces }) {
  const meter = document.getElementById("import-meter");
  const doing = document.getElementById("import-doing");
  const announced = { project: form.elements.project.value, source: name, sizeBytes: size };
  const { id } = await call("POST", "/api/imports", JSON.stringify(announced));
  try {
    let sent = 0;
    for await (const part of parts(pieces)) {
      sent = (await send(`/api/imports/${id}/content?offset=${sent}`, part)).receivedBytes;
      meter.value = sent / size;
      doing.textContent = `Uploading: ${megabytes(sent)} of ${megabytes(size)}`;
    }
    await call("POST", `/api/imports/${id}/plan`, "{}");
  } catch (error) {
    stopping = new AbortController();
    await call("DELETE", `/api/imports/${id}`).catch(() => {});
    throw error;
  }
  // Nothing typed is lost by going on.
  form.reset();
  location.assign(`/imports/${id}`);
}

async function begin(event) {
  event.preventDefault();
  const chosen = source();
  complain(chosen.fault);
  if (chosen.fault) {
    return;
  }
  stopping = new AbortController();
  show(true);
  say("Uploading.");
  try {
    await upload(chosen);
  } catch (error) {
    complain(error.name === "AbortError" ? "The upload was cancelled. Nothing was imported." : error.message);
    show(false);
  }
}

if (form) {
  const zip = document.getElementById("zip");
  form.querySelector("label[for=zip]").textContent = zip.dataset.label;
  // No attribute of HTML's, but every browser of a computer knows it.
  document.getElementById("folder").webkitdirectory = true;
  document.getElementById("folder-field").hidden = false;
  form.addEventListener("submit", begin);
  document.getElementById("import-stop").addEventListener("click", () => stopping.abort());
}

// While a job works on an upload, its page follows closely.
setInterval(() => {
  if (!document.hidden && document.querySelector("#live [data-at-work]")) {
    refresh();
  }
}, WATCH_MILLISECONDS);
