// Brings back what was typed before a crash, a reload or a new sign-in.
import { say } from "../announce.js";
import { changed, flush, pause, restored } from "./autosave.js";
import { body, fill, form, same, title, values } from "./form.js";
import { forget, others, read, tabName } from "./local.js";
import { dismiss, notice } from "./notice.js";
import { clock, tell } from "./status.js";

const ABANDONED_MILLISECONDS = 20000;

function restore(record) {
  restored(record);
  fill(record.values);
  changed();
  const words = `Your unsaved changes from ${clock(record.at)} were restored.`;
  tell("kept", words);
  say(words);
}

function offer(record) {
  const name = `device-${record.name}`;
  notice(name, `This device has unsaved changes from ${clock(record.at)} that the server does not have.`, [
    {
      label: "Restore",
      act: () => {
        restore({ ...record, version: 0 });
        forget(record.name);
        dismiss(name);
      },
    },
    {
      label: "Discard",
      act: () => {
        forget(record.name);
        dismiss(name);
      },
    },
  ]);
}

function begin() {
  const own = read();
  const isShown = form.dataset.copy || document.querySelector("main > [role=alert]");
  if (own && !isShown && !same(own.values, values())) {
    restore(own);
  }
  for (const box of document.querySelectorAll("[data-copy-tab]")) {
    if (box.dataset.copyTab === tabName() && own) {
      box.remove();
    }
  }
  for (const record of others()) {
    if (!record.isOnServer && Date.now() - record.at > ABANDONED_MILLISECONDS && !same(record.values, values())) {
      offer(record);
    }
  }
}

// A comparison is made by the server, of what it has: what is typed goes there first.
async function compare(copyId) {
  await flush();
  const copies = await (await fetch(form.dataset.copies)).json();
  const own = copies.copies.find((copy) => copy.tab === tabName());
  await pause();
  location.href = `${form.getAttribute("action")}/edit?compare=${copyId}${own ? `&copy=${own.id}` : ""}`;
}

form.addEventListener("compare", (event) => compare(event.detail));
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-compare]");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    compare(link.dataset.compare);
  }
});

begin();
if (!values().title && !document.querySelector("[autofocus]")) {
  title.focus();
} else if (!window.matchMedia("(pointer: coarse)").matches) {
  body.focus({ preventScroll: true });
  body.setSelectionRange(0, 0);
}
