// Keeps each change on this device at once, and on the server within seconds. It makes no revision.
import { ask, askJson, form, same, values } from "./form.js";
import { forget, keep, renameTab, tabName } from "./local.js";
import { peopleFound } from "./people.js";
import { clock, tell } from "./status.js";

const WAIT_MILLISECONDS = 1500;
const MAX_WAIT_MILLISECONDS = 8000;
const RETRY_MILLISECONDS = 5000;
const CONFLICT = [409, 412];

// A text that was refused, or that comes from a working copy, is not what is saved.
const isUnsavedFromStart = Boolean(form.dataset.copy) || document.querySelector("main > [role=alert]") !== null;

let saved = isUnsavedFromStart ? { ...values(), body: null } : values();
let kept = null;
let version = Number(form.dataset.version);
let timer = 0;
let changedAt = 0;
let sending = null;
let hasRoom = true;
let isPaused = false;
let unanswered = null;

const base = () => ({ base: JSON.parse(form.elements.base.value), revision: Number(form.elements.revision.value) || null });
export const isDirty = () => !same(saved, values());
export const isKept = () => !isDirty() || (kept !== null && same(kept, values()));

function keepHere(isOnServer) {
  hasRoom = keep({ values: values(), ...base(), version, at: Date.now(), isOnServer });
}

export function changed() {
  if (isPaused) {
    if (isDirty()) {
      keepHere(false);
    }
    return;
  }
  if (!isDirty()) {
    forget();
    tell("saved", "Saved");
    if (!version) {
      return;
    }
  } else {
    keepHere(false);
    if (form.querySelector("#state").dataset.state !== "offline") {
      tell("saving", hasRoom ? "Saving…" : "Saving… (this device has no room for a copy)");
    }
  }
  changedAt ||= performance.now();
  const longest = changedAt + MAX_WAIT_MILLISECONDS - performance.now();
  plan(Math.max(0, Math.min(WAIT_MILLISECONDS, longest)));
}

function plan(milliseconds) {
  window.clearTimeout(timer);
  timer = window.setTimeout(send, milliseconds);
}

function failed(status, answer) {
  const here = hasRoom ? "Kept on this device." : "This device has no room for it: copy the text now.";
  if (status === 401) {
    const page = encodeURIComponent(location.pathname + location.search);
    tell("failed", `Not saved: your session ended. ${here}`, { href: `/login?next=${page}`, text: "Sign in again" });
  } else if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
    tell("failed", `Not saved: ${answer?.detail ?? `the server refused it (HTTP ${status}).`} ${here}`);
  } else if (!navigator.onLine) {
    tell("offline", `Not saved: offline. ${here}`);
  } else {
    tell("offline", `Not saved: the server does not answer. ${here}`);
  }
  plan(RETRY_MILLISECONDS);
}

function send() {
  window.clearTimeout(timer);
  if (!sending && !isPaused && !(kept && same(kept, values()))) {
    sending = sendNow().finally(() => {
      sending = null;
    });
  }
}

// Returns the working copy of this tab if it holds a text whose answer was lost.
async function arrived(text) {
  const { answer } = text === null ? {} : await ask("GET", form.dataset.copies);
  const line = answer?.copies?.find((copy) => copy.tab === tabName());
  const copy = line && (await ask("GET", `/api/copies/${line.id}`)).answer;
  return copy?.text === text ? copy : null;
}

async function sendNow() {
  changedAt = 0;
  const sent = values();
  const { body: text, ...fields } = sent;
  const { base: before, revision } = base();
  const content = { fields, text, base: before, baseRevision: revision, version };
  const { status, answer } = await askJson("PUT", `${form.dataset.copies}/${tabName()}`, content);
  if (isPaused) {
    return;
  }
  if (CONFLICT.includes(status)) {
    const own = await arrived(unanswered);
    if (!own) {
      // Another tab has the same name, such as a duplicate of this one: both are kept.
      renameTab();
    }
    version = own?.version ?? 0;
    unanswered = null;
    plan(0);
  } else if (status !== 200) {
    unanswered = status ? unanswered : text;
    failed(status, answer);
  } else {
    unanswered = null;
    version = answer.version;
    kept = sent;
    peopleFound(answer);
    if (same(sent, values())) {
      told();
    } else {
      plan(WAIT_MILLISECONDS);
    }
  }
}

function told() {
  if (isDirty()) {
    keepHere(true);
    tell("kept", `Autosaved ${clock(new Date())}`);
  } else {
    tell("saved", "Saved");
  }
}

// What is in the form is saved: nothing is left to keep.
export function wasSaved(asSaved, words) {
  saved = asSaved;
  kept = null;
  version = 0;
  forget();
  tell("saved", words);
  if (isDirty()) {
    changed();
  }
}

// A text that was restored belongs to what its editing began with.
export function restored(record) {
  form.elements.base.value = JSON.stringify(record.base);
  form.elements.revision.value = record.revision ?? "";
  version = record.version ?? 0;
}

// Ends what is under way, so that it cannot come after a save.
export async function pause() {
  isPaused = true;
  window.clearTimeout(timer);
  await sending;
}

export function goOn() {
  isPaused = false;
}

// Keeps on the server what is only on this device; returns whether all of it is there.
export async function flush() {
  while (!isPaused && (!isKept() || sending)) {
    send();
    await sending;
    if (["failed", "offline"].includes(form.querySelector("#state").dataset.state)) {
      break;
    }
  }
  return isKept();
}

form.addEventListener("input", changed);
window.addEventListener("online", () => isDirty() && plan(0));
window.addEventListener("offline", () => isDirty() && failed(0));
document.addEventListener("visibilitychange", () => isDirty() && !isKept() && plan(0));
window.addEventListener("beforeunload", (event) => {
  if (!isPaused && isDirty() && !isKept()) {
    event.preventDefault();
    plan(0);
  }
});
if (isUnsavedFromStart) {
  window.setTimeout(changed);
}
