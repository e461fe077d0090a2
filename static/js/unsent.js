// Keeps typed text when a session ends: in this tab, for this page, until its owner has signed in again.
import { say } from "./announce.js";

const KEY = "fsp-unsent";
const page = location.pathname + location.search;
const isText = (field) => field.matches("textarea, select, input:not([type=hidden], [type=password], [type=submit])");
const nameOf = (field) => `${field.form?.getAttribute("action") ?? ""} ${field.id || field.name}`;

export function isUnsent(field) {
  if (!field?.matches?.("textarea, input:not([type=checkbox], [type=radio], [type=hidden])")) {
    return false;
  }
  return field.value !== field.defaultValue;
}

export function keepUnsent() {
  const fields = [...document.querySelectorAll("main form *")].filter((field) => field.matches("textarea, input, select"));
  const kept = fields.filter(isText).map((field) => [nameOf(field), field.value, field.checked ?? null]);
  sessionStorage.setItem(KEY, JSON.stringify({ page, kept }));
}

function restore() {
  const stored = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  const isBack = document.referrer && new URL(document.referrer).pathname.startsWith("/login");
  if (!stored || document.body.classList.contains("stranger")) {
    return;
  }
  if (isBack && stored.page !== page) {
    return;
  }
  sessionStorage.removeItem(KEY);
  if (!isBack) {
    return;
  }
  const values = new Map(stored.kept.map(([name, value, checked]) => [name, { value, checked }]));
  for (const field of document.querySelectorAll("main form *")) {
    const found = field.matches("textarea, input, select") && isText(field) ? values.get(nameOf(field)) : undefined;
    if (found) {
      field.value = found.value;
      field.checked = found.checked;
    }
  }
  say("Your unsaved text was restored.");
}

// A form sent after the session has ended is answered by the login page: what it held must not be lost with it.
document.addEventListener("submit", (event) => {
  if (event.target.method === "post" && event.target.closest("main")) {
    keepUnsent();
  }
});
restore();
