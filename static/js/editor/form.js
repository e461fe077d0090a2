// The form of the editor: its fields as plain values, and what is asked of the server on its behalf.
export const form = document.getElementById("editor");
export const body = document.getElementById("body");
export const title = document.getElementById("title");

const HIDDEN = new Set(["csrf_token", "base", "revision", "tab", "then"]);
const fields = [...form.elements].filter((field) => field.name && !HIDDEN.has(field.name));

// Line ends are those of the text area; a box is "yes" or empty, as the server has it.
export function values() {
  return Object.fromEntries(
    fields.map((field) => [field.name, field.type === "checkbox" ? (field.checked ? "yes" : "") : field.value]),
  );
}

export function fill(kept) {
  for (const field of fields) {
    const value = kept[field.name];
    if (value === undefined) {
      continue;
    }
    if (field.type === "checkbox") {
      field.checked = value === "yes";
    } else if (field.value !== value) {
      field.value = value;
    }
  }
  form.dispatchEvent(new CustomEvent("filled"));
}

export const same = (one, other) => Object.keys(one).every((name) => one[name] === other[name]);

const token = form.elements.csrf_token;

function load(method, path, { content = null, headers = {}, type = "json", onProgress } = {}) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    request.responseType = type;
    request.timeout = type === "json" && !onProgress ? 15000 : 120000;
    if (method !== "GET") {
      request.setRequestHeader("X-CSRF-Token", token.value);
    }
    for (const [name, value] of Object.entries(headers)) {
      request.setRequestHeader(name, value);
    }
    if (onProgress) {
      request.upload.addEventListener("progress", (event) => onProgress(event.loaded / event.total));
    }
    request.addEventListener("loadend", () => {
      const isLogin = new URL(request.responseURL || location.href).pathname.startsWith("/login");
      resolve({ status: isLogin ? 401 : request.status, answer: request.response });
    });
    request.send(content);
  });
}

// After a new sign-in in another tab the token of this page is old: the page is asked for a new one.
async function renewToken() {
  const page = await load("GET", location.pathname, { type: "document" });
  const fresh = page.status === 200 ? page.answer?.querySelector("#editor [name=csrf_token]")?.value : null;
  token.value = fresh ?? token.value;
  return { isNew: Boolean(fresh), hasSession: page.status !== 401 };
}

// Status 0 means that no answer came, 401 that the session has ended.
export async function ask(method, path, options) {
  const first = await load(method, path, options);
  if (first.status !== 403) {
    return first;
  }
  const { isNew, hasSession } = await renewToken();
  return isNew ? load(method, path, options) : { ...first, status: hasSession ? 403 : 401 };
}

export const askJson = (method, path, content) =>
  ask(method, path, { content: JSON.stringify(content), headers: { "Content-Type": "application/json" } });

export function sentFields() {
  return new URLSearchParams(new FormData(form));
}

const AS_FORM = "application/x-www-form-urlencoded";
export const askWithForm = (path, type, accept) =>
  ask("POST", path, { content: sentFields().toString(), type, headers: { "Content-Type": AS_FORM, Accept: accept } });
