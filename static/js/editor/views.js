// What is shown: the text, the preview, or both; the details; and room for the keyboard of a phone.
import { body, form } from "./form.js";

const KEY = "fsp-editor-view";
const wide = window.matchMedia("(min-width: 62.01rem)");
const preview = document.getElementById("preview");
const details = document.getElementById("details");
const opener = document.getElementById("details-open");
const buttons = [...document.querySelectorAll("[data-view][type=button]")];

export const isPreviewShown = () => !preview.hidden;

export function show(view) {
  const fitting = view === "split" && !wide.matches ? "write" : view;
  form.dataset.view = fitting;
  preview.hidden = fitting === "write";
  for (const button of buttons) {
    button.setAttribute("aria-pressed", String(button.dataset.view === fitting));
  }
  form.dispatchEvent(new CustomEvent("view"));
}

function choose(view) {
  if (wide.matches) {
    localStorage.setItem(KEY, view);
  }
  showDetails(wide.matches && "open" in details.dataset);
  show(view);
  if (view !== "preview") {
    body.focus();
  }
}

export function showDetails(isOpen) {
  if (isOpen) {
    details.dataset.open = "";
  } else {
    delete details.dataset.open;
  }
  opener.setAttribute("aria-expanded", String(isOpen));
}

function toggleDetails() {
  const isOpen = !("open" in details.dataset);
  showDetails(isOpen);
  (isOpen ? document.getElementById("slug") : opener).focus();
}

// What has to be corrected is shown, wherever it is.
form.addEventListener(
  "invalid",
  (event) => {
    if (details.contains(event.target)) {
      showDetails(true);
    } else if (form.dataset.view === "preview") {
      show("write");
    }
  },
  true,
);

for (const button of buttons) {
  button.addEventListener("click", () => choose(button.dataset.view));
}
opener.addEventListener("click", toggleDetails);
document.addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  const isChord = (event.ctrlKey || event.metaKey) && event.shiftKey !== event.altKey && !event.isComposing;
  if (isChord && key === "p") {
    event.preventDefault();
    choose(isPreviewShown() ? "write" : wide.matches ? "split" : "preview");
  } else if (isChord && key === "d") {
    event.preventDefault();
    toggleDetails();
  }
});
wide.addEventListener("change", () => show(wide.matches ? (localStorage.getItem(KEY) ?? "split") : "write"));

// A keyboard covers the page, and the toolbar stays above it.
const phone = window.matchMedia("(max-width: 40rem)");
function fit() {
  const visible = window.visualViewport;
  const isShort = phone.matches && visible.height < 480 && document.activeElement === body;
  document.body.classList.toggle("is-typing", isShort);
  const isCovered = phone.matches && window.innerHeight - visible.height > 80;
  document.body.style.height = isCovered ? `${visible.height}px` : "";
  if (isCovered) {
    window.scrollTo(0, 0);
  }
}
window.visualViewport?.addEventListener("resize", fit);
body.addEventListener("focus", fit);
body.addEventListener("blur", fit);

show(wide.matches ? (localStorage.getItem(KEY) ?? "split") : "write");
