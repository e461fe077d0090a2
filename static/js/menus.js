// Closes a menu when the click or the focus goes elsewhere, or with Escape.
const OPEN = "details.drop[open]";

function closeAllBut(element) {
  for (const menu of document.querySelectorAll(OPEN)) {
    if (!menu.contains(element)) {
      menu.open = false;
    }
  }
}

document.addEventListener("click", (event) => closeAllBut(event.target));
document.addEventListener("focusin", (event) => closeAllBut(event.target));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && (document.activeElement.closest(OPEN) ?? document.querySelector(OPEN));
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
