// Asks before text that was typed and not sent is lost: by a link, a reload, another form of the page, or a closed dialog.
import { isUnsent } from "./unsent.js";

const QUESTION = "Discard your changes?";
const isRejected = document.querySelector("main > .notice.bad") !== null;
let sent = null;

// A text that the server refused is back in its field, and saved nowhere: it counts as typed.
function isUnsaved(form) {
  const fields = [...form.elements].filter((field) => !field.matches("[type=password], [type=submit], button"));
  return fields.some(isUnsent) || (isRejected && fields.some((field) => field.matches("textarea") && field.value.trim()));
}

function unsavedForms(root) {
  return [...root.querySelectorAll("form[method=post]")].filter((form) => form !== sent && isUnsaved(form));
}

document.addEventListener("submit", (event) => {
  sent = event.defaultPrevented ? null : event.target;
});

document.addEventListener("input", () => {
  sent = null;
});

window.addEventListener("beforeunload", (event) => {
  if (unsavedForms(document).length) {
    // The browser asks in its own words, and the form whose sending was stopped can be sent again.
    event.preventDefault();
    delete sent?.dataset.sending;
  }
  sent = null;
});

for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("cancel", (event) => {
    if (unsavedForms(dialog).length && !confirm(QUESTION)) {
      event.preventDefault();
    }
  });
}

export function mayClose(dialog) {
  return !unsavedForms(dialog).length || confirm(QUESTION);
}
