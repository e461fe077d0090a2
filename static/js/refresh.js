// The one poller of a page: asks when it is time and nobody is in the way, and says how old the data are.
import { say } from "./announce.js";
import { restorePlace, rememberPlace } from "./place.js";
import { learnState } from "./state.js";
import { clock, duration, learn, retell, serverNow } from "./times.js";
import { isUnsent, keepUnsent } from "./unsent.js";

const live = document.getElementById("live");
const control = document.getElementById("every");
const opener = document.getElementById("live-open");
const word = document.getElementById("live-word");
const at = document.getElementById("data-at");
const age = document.getElementById("data-age");
const next = document.getElementById("next");
const stale = document.getElementById("stale");
const KEY = "fsp-refresh-seconds";
const TIMEOUT = "10s";

let dataAt = serverNow();
let dueAt = 0;
let etag = null;
let isAsking = false;
let hasFailed = false;
let clockGoesOn = true;
let verdict = null;

const seconds = () => Number(control.value);
const now = () => performance.now();

function heldBy() {
  const selection = window.getSelection();
  if (document.querySelector("dialog[open]")) {
    return "a dialog is open";
  }
  if (document.querySelector("form[data-sending]")) {
    return "an action is on its way";
  }
  if (isUnsent(document.activeElement)) {
    return "text is not sent yet";
  }
  return !selection.isCollapsed && live.contains(selection.anchorNode) ? "text is selected" : "";
}

function wait() {
  dueAt = now() + seconds() * 1000;
}

// Whether nothing may be asked for now: updates are off, or somebody is in the middle of something.
export const isHeld = () => !seconds() || heldBy() !== "";

export function refresh() {
  if (live && !isAsking) {
    htmx.trigger(live, "fsp:refresh");
  }
}

function tick() {
  const held = heldBy();
  if (seconds() && !document.hidden && !isAsking && !held && now() >= dueAt) {
    refresh();
  }
  tell(held);
}

function put(element, words) {
  if (element.textContent !== words) {
    element.textContent = words;
  }
}

function tell(held) {
  const oldSeconds = Math.max(0, (serverNow() - dataAt) / 1000);
  const old = oldSeconds < 1 ? "0 s" : duration(Math.floor(oldSeconds));
  const left = Math.max(0, Math.ceil((dueAt - now()) / 1000));
  put(at, clock(dataAt));
  put(age, `${old} old`);
  showLive(held);
  const waiting = hasFailed ? `trying again in ${left} s` : `next in ${left} s`;
  put(next, !seconds() ? "updates off" : held ? `updates held: ${held}` : isAsking ? "updating" : waiting);
  const isLate = seconds() > 0 && !held && !document.hidden && oldSeconds > 2 * seconds() + 2;
  const isStale = hasFailed || isLate || !clockGoesOn;
  const retrying = seconds() ? " Retrying." : "";
  put(
    stale,
    !isStale ? ""
      : hasFailed || isLate ? `▲ Data from ${clock(dataAt)} (${old} old).${retrying}`
      : `▲ The server’s clock stands still at ${clock(dataAt)}: what is said of ages is not true.`,
  );
  stale.hidden = !isStale;
  live.classList.toggle("is-stale", isStale);
  if (isStale) {
    live.setAttribute("aria-describedby", "stale");
  } else {
    live.removeAttribute("aria-describedby");
  }
}

// The dot of the frame: live, held, off, or stale.
function showLive(held) {
  const state = !seconds() ? "off" : hasFailed ? "stale" : held ? "held" : "live";
  opener.dataset.live = state;
  put(word, { off: "Updates off", stale: "Retrying", held: "Held", live: "Live" }[state]);
}

function readVerdict() {
  const element = live.querySelector("[data-verdict]");
  if (!element) {
    return null;
  }
  const spoken = element.cloneNode(true);
  spoken.querySelectorAll("[aria-hidden]").forEach((icon) => icon.remove());
  return { key: element.dataset.verdict, words: spoken.textContent.trim().replace(/\s+/g, " ") };
}

function succeed(response) {
  const answeredAt = Date.parse(response.headers.get("FSP-Time"));
  clockGoesOn = learn(answeredAt);
  dataAt = answeredAt;
  etag = response.headers.get("ETag") ?? etag;
  learnState(response.headers);
  if (hasFailed) {
    say("Updates work again.");
  }
  hasFailed = false;
}

function fail() {
  if (!hasFailed) {
    say(`Updates fail. The data are from ${clock(dataAt)}.`);
  }
  hasFailed = true;
}

// The moment on the page is that of the answer, also when nothing else has changed.
function showMoment() {
  for (const element of live.querySelectorAll("[data-as-of]")) {
    element.dateTime = new Date(dataAt).toISOString();
    element.textContent = clock(dataAt);
  }
}

// What is heard of the whole part alone: a log inside it asks for itself, which makes nothing else any fresher.
function hear(name, act) {
  live.addEventListener(name, (event) => {
    if (event.target === live) {
      act(event);
    }
  });
}

function listen() {
  hear("htmx:config:request", (event) => {
    const { request } = event.detail.ctx;
    request.timeout = TIMEOUT;
    const blocks = [...live.querySelectorAll("[data-block]")];
    if (blocks.length) {
      // The response has the blocks that differ from these, or none: 204.
      request.headers["FSP-Blocks"] = blocks
        .map((block) => `${block.id.slice("block-".length)}=${block.dataset.block}`)
        .join(" ");
    } else if (etag) {
      request.headers["If-None-Match"] = etag;
    }
  });
  live.addEventListener("htmx:before:request", (event) => {
    // What asks for itself, more often, keeps still too in a hidden tab and while updates are off.
    if (event.target !== live && (document.hidden || !seconds())) {
      event.preventDefault();
    }
  });
  hear("htmx:before:request", () => {
    isAsking = true;
  });
  live.addEventListener("htmx:before:response", (event) => {
    const { response } = event.detail.ctx;
    if (response.status === 401) {
      keepUnsent();
    }
    // A page that FSP did not write, such as one of a proxy, is not shown whatever its status says.
    if (response.status < 400 && !response.headers.get("FSP-Time")) {
      event.preventDefault();
      fail();
    }
  });
  hear("htmx:after:request", (event) => {
    const { response } = event.detail.ctx;
    if ([200, 204, 304].includes(response.status)) {
      succeed(response);
    } else {
      fail();
    }
  });
  live.addEventListener("htmx:before:swap", rememberPlace);
  hear("htmx:error", fail);
  hear("htmx:finally:request", () => {
    isAsking = false;
    showMoment();
    wait();
  });
  live.addEventListener("htmx:finally:request", () => {
    restorePlace();
    retell();
    const found = readVerdict();
    if (found && verdict && found.key !== verdict.key) {
      say(found.words);
    }
    verdict = found;
    tell(heldBy());
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && seconds()) {
      dueAt = 0;
      tick();
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && seconds()) {
      refresh();
    }
  });
  document.getElementById("refresh").addEventListener("click", (event) => {
    event.preventDefault();
    refresh();
  });
}

function remember() {
  control.value = localStorage.getItem(KEY) ?? "30";
  if (control.value === "") {
    control.value = "30";
  }
  opener.hidden = false;
  control.addEventListener("change", () => {
    localStorage.setItem(KEY, control.value);
    say(seconds() ? `Updates every ${seconds()} seconds.` : "Updates are off.");
    wait();
    tell(heldBy());
  });
}

if (live && control) {
  remember();
  wait();
  listen();
  verdict = readVerdict();
  tell("");
  window.setInterval(tick, 1000);
}
