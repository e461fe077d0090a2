// Copies what a person would select, and keeps a log that grows at its end for a person who reads at the end.
import { say } from "./announce.js";

// Over plain HTTP browsers have no clipboard; the style sheet then hides these buttons.
document.documentElement.toggleAttribute("data-clipboard", Boolean(navigator.clipboard));

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (button) {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      say("Copied.");
    } catch {
      getSelection().selectAllChildren(source);
      say("The browser refused to copy. The text is selected: copy it with the keyboard.");
    }
  }
});

const isAtEnd = (element) => element.scrollTop + element.clientHeight >= element.scrollHeight - 4;
let follows = true;

document.addEventListener("htmx:before:swap", () => {
  const log = document.querySelector("[data-follow]");
  follows = !log || isAtEnd(log);
});
document.addEventListener("htmx:finally:request", () => {
  const log = document.querySelector("[data-follow]");
  if (log && follows) {
    log.scrollTop = log.scrollHeight;
  }
});
