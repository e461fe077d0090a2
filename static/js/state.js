// Shows the state of the system in the browser's tab and in the frame: the number of problems, and how severe they are.
const title = document.title.replace(/^\(\d+\) /, "");
const icon = document.querySelector("link[rel=icon]");
const dot = document.getElementById("system-state");

// A response says the state that the server knew when it was made; without one, what is shown stays.
export function learnState(headers) {
  const problems = headers.get("FSP-Problems");
  const tone = headers.get("FSP-Tone");
  if (problems === null || !(tone in icon.dataset)) {
    return;
  }
  document.title = problems === "0" ? title : `(${problems}) ${title}`;
  if (icon.getAttribute("href") !== icon.dataset[tone]) {
    icon.href = icon.dataset[tone];
  }
  if (dot) {
    dot.dataset.tone = tone;
    const words = { 0: "No problems", 1: "1 problem" }[problems] ?? `${problems} problems`;
    if (dot.lastElementChild.textContent !== words) {
      dot.lastElementChild.textContent = words;
    }
  }
}
