// Keeps a page fresh without getting in the way: no updates while paused, hidden or in use, and a word when they fail.
"use strict";

const INTERVAL_SECONDS = 30;
const live = document.getElementById("live");
const pause = document.getElementById("pause");
const stale = document.getElementById("stale");
let failed = false;
let lastFresh = Date.now();

const isPaused = () => pause.getAttribute("aria-pressed") === "true";
const isSelecting = () => !window.getSelection().isCollapsed && live.contains(window.getSelection().anchorNode);

function showPaused(paused) {
  pause.setAttribute("aria-pressed", String(paused));
  pause.textContent = paused ? "Resume updates" : "Pause updates";
}

function showAge() {
  const age = Math.round((Date.now() - lastFresh) / 1000);
  const isOld = !isPaused() && !document.hidden && (failed || age > 2 * INTERVAL_SECONDS + 2);
  const words = isOld ? "▲ These data are old; trying again." : "";
  if (stale.textContent !== words) {
    stale.textContent = words;
    live.classList.toggle("is-stale", isOld);
  }
}

if (live && pause && stale) {
  pause.hidden = false;
  showPaused(localStorage.getItem("fsp-paused") === "true");
  pause.addEventListener("click", () => {
    showPaused(!isPaused());
    localStorage.setItem("fsp-paused", String(isPaused()));
    lastFresh = Date.now();
    if (!isPaused()) {
      htmx.trigger(live, "fsp:refresh");
    }
  });
  document.body.addEventListener("htmx:before:request", (event) => {
    if (document.hidden || isPaused() || isSelecting()) {
      event.preventDefault();
    }
  });
  document.body.addEventListener("htmx:after:request", (event) => {
    failed = event.detail.ctx.response.status >= 400;
    lastFresh = failed ? lastFresh : Date.now();
    showAge();
  });
  document.body.addEventListener("htmx:error", () => {
    failed = true;
    showAge();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !isPaused()) {
      htmx.trigger(live, "fsp:refresh");
    }
  });
  window.setInterval(showAge, 1000);
}
