// The preview: what the server renders of the text, in a frame that runs no scripts, a moment after each change.
import { askWithForm, body, form } from "./form.js";
import { isPreviewShown } from "./views.js";

const MIN_WAIT_MILLISECONDS = 300;
const frame = document.getElementById("frame");
const fault = document.getElementById("preview-fault");
const inside = () => frame.contentDocument;
let timer = 0;
let isAsking = false;
let isOld = true;
let lastTook = 0;
let isReady = false;

function complain(words) {
  fault.textContent = words;
  fault.hidden = !words;
}

function put(page) {
  const here = inside();
  const fresh = here.importNode(page.getElementById("main"), true);
  here.getElementById("main").replaceWith(fresh);
  for (const name of ["lang", "dir"]) {
    here.documentElement[name] = page.documentElement[name];
  }
  follow();
}

async function render() {
  if (isAsking || !isOld || !isReady || !isPreviewShown()) {
    return;
  }
  isAsking = true;
  isOld = false;
  const started = performance.now();
  const { status, answer } = await askWithForm(form.dataset.preview, "document", "text/html");
  lastTook = performance.now() - started;
  isAsking = false;
  if (status === 200 && answer?.getElementById("main")) {
    put(answer);
    complain("");
  } else {
    complain(status ? `The preview cannot be shown (HTTP ${status}).` : "The preview is not up to date: the server does not answer.");
    isOld = true;
    window.setTimeout(render, 5000);
    return;
  }
  later();
}

// A long text takes longer to render, and is rendered less often.
function later() {
  window.clearTimeout(timer);
  if (isOld) {
    timer = window.setTimeout(render, Math.max(MIN_WAIT_MILLISECONDS, 2 * lastTook));
  }
}

function changed() {
  isOld = true;
  later();
}

// The preview shows the part of the text that is in view.
function follow() {
  const page = inside()?.scrollingElement;
  const room = body.scrollHeight - body.clientHeight;
  if (page && form.dataset.view === "split") {
    const share = room > 0 ? body.scrollTop / room : 0;
    page.scrollTop = share * (page.scrollHeight - page.clientHeight);
  }
}

function load() {
  if (isPreviewShown() && !frame.src) {
    frame.addEventListener("load", () => {
      isReady = true;
      render();
    });
    frame.src = frame.dataset.src;
  } else {
    render();
  }
}

form.addEventListener("input", changed);
form.addEventListener("filled", changed);
form.addEventListener("view", load);
body.addEventListener("scroll", follow, { passive: true });
load();
