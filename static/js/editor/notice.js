// Notices above the text, each with what can be done about it.
const place = document.getElementById("notices");

export function notice(name, words, actions = []) {
  dismiss(name);
  const box = document.createElement("div");
  box.className = "notice warn";
  box.dataset.notice = name;
  const text = document.createElement("p");
  text.textContent = words;
  const buttons = document.createElement("div");
  buttons.className = "buttons";
  for (const { label, act } of actions) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "small";
    button.textContent = label;
    button.addEventListener("click", act);
    buttons.append(button);
  }
  box.append(text, buttons);
  place.append(box);
}

export function dismiss(name) {
  place.querySelector(`[data-notice="${name}"]`)?.remove();
}
