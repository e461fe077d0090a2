// The dialogs of the editor close with a button or Escape, and give the focus back.
const shortcuts = document.getElementById("shortcuts");

document.addEventListener("click", (event) => {
  const closer = event.target.closest?.("dialog [data-close]");
  closer?.closest("dialog").close();
});
document.getElementById("shortcuts-open").addEventListener("click", () => shortcuts.showModal());
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "/" && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    shortcuts.showModal();
  }
});
