// The one live region: says what has changed for the person, never that a refresh happened.
const region = document.getElementById("said");

export function say(words) {
  region.textContent = words;
}

// What a form has done is told once the page that says so is there.
const finished = [...document.querySelectorAll("[data-finished] [data-words]")].map((notice) => notice.textContent.trim());
if (finished.length) {
  window.setTimeout(() => say(finished.join(" ")), 300);
}
