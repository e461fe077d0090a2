// Single keys for who wants them: never inside fields, never with a modifier, and they can be switched off.
import { say } from "./announce.js";
import { refresh } from "./refresh.js";
import { openSearch } from "./search.js";
import { focusBulkBar, selectRow } from "./selection.js";

const KEY = "fsp-shortcuts";
const help = document.getElementById("shortcuts");
const areOn = document.getElementById("shortcuts-on");
const opener = document.getElementById("shortcuts-open");

function filter() {
  const field = document.querySelector("[data-search]");
  field?.closest("details")?.setAttribute("open", "");
  field?.focus();
  field?.select?.();
}

function move(step) {
  const rows = [...document.querySelectorAll("main tbody tr, main .lines > li")].filter((row) => row.querySelector("a, button, summary"));
  const current = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[current < 0 ? (step > 0 ? 0 : rows.length - 1) : current + step];
  row?.querySelector("a, button, summary").focus();
}

const ACTIONS = {
  "?": () => help.showModal(),
  "/": openSearch,
  f: filter,
  j: () => move(1),
  k: () => move(-1),
  x: selectRow,
  b: focusBulkBar,
  r: () => {
    refresh();
    say("Updating.");
  },
};

// Boxes to tick take no letters: one keeps the focus for a moment after its dialog is gone.
const FIELDS = "input:not([type=checkbox], [type=radio]), textarea, select, [role=textbox]";
const isField = (element) => element?.isContentEditable || element?.matches?.(FIELDS);

if (help) {
  areOn.checked = localStorage.getItem(KEY) !== "off";
  areOn.addEventListener("change", () => {
    localStorage.setItem(KEY, areOn.checked ? "on" : "off");
    say(areOn.checked ? "Shortcuts are on." : "Shortcuts are off.");
  });
  opener.hidden = false;
  opener.addEventListener("click", () => {
    // The menu closes; the focus is on its button again when the dialog does.
    document.getElementById("account-menu").hidePopover();
    document.getElementById("account-open").focus();
    help.showModal();
  });
  document.addEventListener("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    const action = Object.hasOwn(ACTIONS, event.key) ? ACTIONS[event.key] : null;
    if (areOn.checked && isPlain && action && !isField(event.target) && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      action();
    }
  });
}
