// Suggests tags of the project while one types a tag.
const MAX_SUGGESTIONS = 8;
const field = document.getElementById("tags");
const place = document.getElementById("tag-words");
const known = JSON.parse(field.dataset.words);

function parts() {
  const all = field.value.split(",").map((tag) => tag.trim());
  return { before: all.slice(0, -1).filter(Boolean), last: all.at(-1) };
}

function suggest() {
  const { before, last } = parts();
  const taken = new Set([...before, last].map((tag) => tag.toLowerCase()));
  const start = last.toLowerCase();
  const fits = known.filter((tag) => tag.toLowerCase().startsWith(start) && !taken.has(tag.toLowerCase()));
  place.replaceChildren(
    ...fits.slice(0, MAX_SUGGESTIONS).map((tag) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = tag;
      return button;
    }),
  );
  place.hidden = !fits.length;
}

place.addEventListener("pointerdown", (event) => event.preventDefault());
place.addEventListener("click", (event) => {
  const tag = event.target.closest("button")?.textContent;
  if (tag) {
    field.value = [...parts().before, tag, ""].join(", ");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    field.focus();
  }
});
field.addEventListener("focus", suggest);
field.addEventListener("input", suggest);
