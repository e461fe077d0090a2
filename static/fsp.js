// Keeps the overview fresh without getting in the way: no updates while paused or hidden.
"use strict";

const pause = document.getElementById("pause");
const live = document.getElementById("live");

if (pause && live) {
  pause.hidden = false;
  pause.addEventListener("click", () => {
    const paused = pause.getAttribute("aria-pressed") !== "true";
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? "Resume updates" : "Pause updates";
  });
  document.body.addEventListener("htmx:before:request", (event) => {
    if (document.hidden || pause.getAttribute("aria-pressed") === "true") {
      event.preventDefault();
    }
  });
}
