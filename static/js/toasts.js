// What an action has done is shown in a corner until it is read; one that can be undone stays until it is closed.
const READ_MILLISECONDS = 8000;

for (const toast of document.querySelectorAll(".toast")) {
  const closer = toast.querySelector("[data-dismiss]");
  closer.hidden = false;
  closer.addEventListener("click", () => toast.remove());
  const canBeUndone = toast.querySelector("form") !== null;
  const isInUse = () => toast.matches(":hover") || toast.contains(document.activeElement);
  const end = () => (isInUse() ? window.setTimeout(end, READ_MILLISECONDS) : toast.remove());
  if (!canBeUndone) {
    window.setTimeout(end, READ_MILLISECONDS);
  }
}
