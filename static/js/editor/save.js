// Saves without leaving the page, so that the undo history and the place in the text stay.
import { say } from "../announce.js";
import { goOn, pause, wasSaved } from "./autosave.js";
import { askWithForm, fill, form, same, title, values } from "./form.js";
import { moveTo } from "./local.js";
import { dismiss, notice } from "./notice.js";
import { clock, tell } from "./status.js";

const button = document.getElementById("save");
let isSaving = false;

function done(answer, sent, next) {
  document.querySelector("main > [role=alert]")?.remove();
  document.querySelector(".comparison")?.remove();
  for (const name of ["outdated", "fault"]) {
    dismiss(name);
  }
  if (!form.dataset.place.startsWith("item-")) {
    becomeItem(answer.itemId);
  }
  form.elements.base.value = answer.base;
  form.elements.revision.value = answer.revision ?? "";
  const isSame = same(sent, values());
  // Fields that somebody else changed, and those that the server has tidied.
  const tidied = Object.fromEntries(Object.entries(answer.values).filter(([name]) => sent[name] !== answer.values[name]));
  if (isSame && Object.keys(tidied).length) {
    fill(tidied);
  }
  wasSaved(isSame ? values() : { ...sent, ...tidied }, `Saved ${clock(Date.parse(answer.savedAt))}`);
  if (!["Saved.", "Draft saved."].includes(answer.words)) {
    notice("fault", answer.words);
  }
  say(answer.words);
  if (next) {
    // Whoever publishes goes to the page of the post, and back with Back.
    location.assign(`/items/${answer.itemId}${next}`);
  }
}

// A new post has an address of its own now. The page stays, so that nothing that is typed meanwhile is lost.
function becomeItem(id) {
  const page = `/items/${id}`;
  moveTo(`item-${id}`);
  Object.assign(form.dataset, { copies: `/api${page}/copies`, preview: `${page}/preview` });
  form.setAttribute("action", page);
  history.replaceState(history.state, "", `${page}/edit`);
  document.title = `Edit ${title.value} · FSP`;
  document.querySelector("h1").textContent = `Edit ${title.value}`;
  button.textContent = "Save";
  document.querySelector(".post-state").hidden = false;
  const back = document.querySelector(".back");
  back.href = page;
  back.querySelector("span").textContent = "Back to the post";
}

function refused(status, answer) {
  if (status === 409 && answer?.isConflict) {
    // The page that compares both versions comes from the server.
    form.submit();
    return;
  }
  goOn();
  if (status === 401) {
    const page = encodeURIComponent(location.pathname + location.search);
    tell("failed", "Not saved: your session ended. Kept on this device.", { href: `/login?next=${page}`, text: "Sign in again" });
  } else if (!status) {
    tell("offline", navigator.onLine ? "Not saved: the server does not answer. Kept on this device." : "Not saved: offline. Kept on this device.");
  } else {
    const words = answer?.detail ?? `The server refused it (HTTP ${status}).`;
    tell("failed", "Not saved. Kept on this device.");
    notice("fault", words);
    say(words);
  }
  form.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

async function save(next = "") {
  if (isSaving || !form.reportValidity()) {
    return;
  }
  isSaving = true;
  button.disabled = true;
  tell("saving", "Saving…");
  await pause();
  const sent = values();
  const { status, answer } = await askWithForm(form.getAttribute("action"), "json", "application/json");
  isSaving = false;
  button.disabled = false;
  if (status === 200) {
    goOn();
    done(answer, sent, next);
  } else {
    refused(status, answer);
  }
}

form.addEventListener("submit", (event) => {
  if (event.submitter?.hasAttribute("formaction")) {
    // Another page: what was typed is kept, and is no longer asked about.
    if (event.submitter.formTarget !== "_blank") {
      pause();
    }
    return;
  }
  event.preventDefault();
  save(event.submitter?.name === "then" ? "#publishing" : "");
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "s") {
    event.preventDefault();
    save();
  }
});
