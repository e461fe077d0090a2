// Moves posts in the calendar: by dragging, and with Alt and the arrow keys. Both send the form of the list.
const DAYS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

const form = document.getElementById("move-form");
let dragged = null;

function send(item, fields) {
  const data = new URLSearchParams(new FormData(form));
  data.delete("items");
  data.set("items", item);
  data.set("after", "");
  for (const name of ["day", "days"]) {
    data.set(name, fields[name] ?? "");
  }
  sessionStorage.setItem("fsp-moved", item);
  const sent = document.createElement("form");
  sent.method = "post";
  sent.action = form.action;
  sent.hidden = true;
  for (const [name, value] of data) {
    const input = document.createElement("input");
    input.name = name;
    input.value = value;
    sent.append(input);
  }
  document.body.append(sent);
  sent.submit();
}

function mark(day) {
  for (const cell of document.querySelectorAll(".is-target")) {
    cell.classList.remove("is-target");
  }
  day?.classList.add("is-target");
}

if (form) {
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-item]") ?? null;
    if (dragged) {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", dragged.dataset.item);
      dragged.classList.add("is-dragged");
    }
  });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
    mark(null);
  });
  document.addEventListener("dragover", (event) => {
    const day = dragged && event.target.closest("[data-drop]");
    if (day) {
      event.preventDefault();
      mark(day);
    }
  });
  document.addEventListener("drop", (event) => {
    const day = dragged && event.target.closest("[data-drop]");
    if (day) {
      event.preventDefault();
      if (day.dataset.drop !== dragged.dataset.day) {
        send(dragged.dataset.item, { day: day.dataset.drop });
      }
    }
  });
  document.addEventListener("keydown", (event) => {
    const chip = event.altKey && !event.ctrlKey && event.key in DAYS && event.target.closest?.("[data-item]");
    if (chip && chip.dataset.day) {
      event.preventDefault();
      send(chip.dataset.item, { days: String(DAYS[event.key]) });
    }
  });
  // The moved post has the focus again, so that it can be moved on.
  const moved = sessionStorage.getItem("fsp-moved");
  sessionStorage.removeItem("fsp-moved");
  document.querySelector(`#item-${CSS.escape(moved ?? "")} a`)?.focus();
}
