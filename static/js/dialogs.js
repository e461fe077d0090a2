// Questions before actions, as dialogs: the page a link leads to, asked where one is. And no form is sent twice.
import { mayClose } from "./unsaved.js";

const dialog = document.getElementById("dialog");
const title = document.getElementById("dialog-title");

document.addEventListener("click", async (event) => {
  const closer = event.target.closest?.("[data-close]");
  if (closer?.closest("dialog")) {
    event.preventDefault();
    if (mayClose(closer.closest("dialog"))) {
      closer.closest("dialog").close();
    }
  }
  const asking = event.target.closest?.("a[data-confirm]");
  if (!asking || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) {
    return;
  }
  event.preventDefault();
  const body = document.getElementById("dialog-body");
  body.replaceChildren();
  title.textContent = asking.dataset.confirm;
  await htmx.ajax("GET", asking.href, { target: body, swap: "innerHTML" });
  if (body.childElementCount) {
    dialog.showModal();
  } else {
    location.href = asking.href;
  }
});

document.addEventListener("submit", (event) => {
  if (event.target.method !== "post") {
    return;
  }
  if (event.target.dataset.sending !== undefined) {
    event.preventDefault();
  }
  event.target.dataset.sending = "";
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) {
    delete form.dataset.sending;
  }
});
