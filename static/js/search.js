// The search of every page as a dialog: results while one types, arrows to move among them, Enter to open the first.
const WAIT_MILLISECONDS = 120;
const dialog = document.getElementById("search-dialog");
const opener = document.getElementById("search-open");
const field = document.getElementById("search-field");
const results = document.getElementById("search-results");
let timer = 0;
let asked = null;

const links = () => [...results.querySelectorAll("a")];

async function ask() {
  const query = field.value.trim();
  if (query === asked) {
    return;
  }
  asked = query;
  await htmx.ajax("GET", `/search?q=${encodeURIComponent(query)}`, { target: results, swap: "innerHTML" });
  if (query !== field.value.trim()) {
    await ask();
  }
}

export function openSearch() {
  if (!dialog || dialog.open) {
    return;
  }
  dialog.showModal();
  field.select();
  ask();
}

function move(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const all = links();
  if (!step || !all.length) {
    return;
  }
  event.preventDefault();
  const next = all.indexOf(document.activeElement) + step;
  (next < 0 ? field : all[Math.min(next, all.length - 1)]).focus();
}

if (dialog) {
  opener.addEventListener("click", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      openSearch();
    }
  });
  document.addEventListener("keydown", (event) => {
    const isOpenElsewhere = document.querySelector("dialog[open]");
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !isOpenElsewhere) {
      event.preventDefault();
      openSearch();
    }
  });
  field.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, WAIT_MILLISECONDS);
  });
  dialog.addEventListener("keydown", move);
  dialog.addEventListener("click", (event) => {
    // A click beside the dialog closes it; a question that is asked next has a dialog of its own.
    if (event.target === dialog || event.target.closest("a[data-confirm]")) {
      dialog.close();
    }
  });
  field.form.addEventListener("submit", (event) => {
    const [first] = links();
    if (first && asked === field.value.trim()) {
      event.preventDefault();
      first.click();
    }
  });
}
