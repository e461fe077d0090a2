// After an action the page asks again every two seconds until what it shows stays as it is, numbers and times aside.
import { isHeld, refresh } from "./refresh.js";

const EVERY_MILLISECONDS = 2000;
const MAX_MILLISECONDS = 60_000;
const UNCHANGED_TIMES = 3;
const live = document.getElementById("live");
const hasActed = document.querySelector("[data-finished]") !== null;
const beganAt = performance.now();
let unchanged = 0;
let words = "";

function readWords() {
  return live.textContent.replace(/\d[\d\s.,:]*(?:ms|min|s|h|d)?\b|\bnow\b/g, "").replace(/\s+/g, " ");
}

function follow() {
  if (unchanged >= UNCHANGED_TIMES || performance.now() - beganAt > MAX_MILLISECONDS) {
    window.clearInterval(timer);
  } else if (!document.hidden && !isHeld()) {
    refresh();
  }
}

const timer = live && hasActed ? window.setInterval(follow, EVERY_MILLISECONDS) : 0;

if (timer) {
  words = readWords();
  live.addEventListener("htmx:finally:request", (event) => {
    if (event.target === live) {
      const isSettled = readWords() === words && !live.querySelector("[data-at-work]");
      unchanged = isSettled ? unchanged + 1 : 0;
      words = readWords();
    }
  });
}
