// Selects rows of a list for a bulk action: the whole page, a range with Shift, one row by key.
import { say } from "./announce.js";

const ROWS = "main tr[data-row]";
const BOXES = `${ROWS} input[type=checkbox]`;
const boxes = () => [...document.querySelectorAll(BOXES)];
const pageBox = () => document.querySelector("[data-select-page]");
let lastBox = null;

document.documentElement.classList.add("has-scripts");

function showPageBox() {
  const box = pageBox();
  if (box) {
    const all = boxes();
    const count = all.filter((row) => row.checked).length;
    box.checked = count > 0 && count === all.length;
    box.indeterminate = count > 0 && count < all.length;
  }
}

function saySelected() {
  say(`${boxes().filter((box) => box.checked).length} selected.`);
}

function selectRange(from, to) {
  const all = boxes();
  const [first, last] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
  for (const box of first < 0 ? [] : all.slice(first, last + 1)) {
    box.checked = to.checked;
  }
}

// Selects the row that has the focus, or the first one.
export function selectRow() {
  const row = document.activeElement.closest(ROWS) ?? document.querySelector(ROWS);
  const box = row?.querySelector("input[type=checkbox]");
  if (box) {
    box.click();
    (row.querySelector("a") ?? box).focus();
  }
}

// Moves the focus to the bar with the bulk actions.
export function focusBulkBar() {
  document.querySelector(".bulk-bar button")?.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  if (event.target.matches?.(BOXES)) {
    if (event.shiftKey && lastBox) {
      selectRange(lastBox, event.target);
    }
    lastBox = event.target;
  }
});
document.addEventListener("change", (event) => {
  if (event.target === pageBox()) {
    for (const box of boxes()) {
      box.checked = event.target.checked;
    }
  }
  if (event.target === pageBox() || event.target.matches?.(BOXES)) {
    showPageBox();
    saySelected();
  }
});
// The boxes are empty once the reset is over.
document.addEventListener("reset", () => window.setTimeout(showPageBox));
document.addEventListener("htmx:finally:request", showPageBox);
showPageBox();
