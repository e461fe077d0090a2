// The server's time as this page knows it, and the words on the page that follow from it.
const zone = document.body.dataset.zone || "UTC";
const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeStyle: "medium", hour12: false });
const arrived = performance.getEntriesByType("navigation")[0]?.responseStart || performance.now();
let known = { server: Date.parse(document.body.dataset.time), ticks: arrived, wall: performance.timeOrigin + arrived };

// The steady clock stands still while a machine sleeps, the wall clock may be set back: the larger step is the true one.
const elapsed = () => Math.max(performance.now() - known.ticks, Date.now() - known.wall, 0);

export const serverNow = () => known.server + elapsed();
export const clock = (milliseconds) => format.format(milliseconds);

// Takes the time an answer was made at; returns whether the server's clock has gone on as ours has.
export function learn(server) {
  const passed = performance.now() - known.ticks;
  const goesOn = passed < 5000 || server - known.server > passed / 2;
  known = { server, ticks: performance.now(), wall: Date.now() };
  return goesOn;
}

export function duration(seconds) {
  if (seconds < 1) {
    return `${Math.round(seconds * 1000)} ms`;
  }
  const whole = Math.round(seconds);
  for (const [unit, size, smaller, part] of [["d", 86400, "h", 3600], ["h", 3600, "min", 60], ["min", 60, "s", 1]]) {
    if (whole >= size) {
      const rest = Math.floor((whole % size) / part);
      return rest ? `${Math.floor(whole / size)} ${unit} ${rest} ${smaller}` : `${Math.floor(whole / size)} ${unit}`;
    }
  }
  return `${whole} s`;
}

export function relative(seconds) {
  if (Math.abs(seconds) < 1) {
    return "now";
  }
  const words = duration(Math.round(Math.abs(seconds))).split(" ").slice(0, 2).join(" ");
  return seconds > 0 ? `in ${words}` : `${words} ago`;
}

// Writes anew only what has changed, so that a selection elsewhere stays.
export function retell() {
  const now = serverNow();
  for (const element of document.querySelectorAll("time[data-relative], time[data-age]")) {
    const seconds = (Date.parse(element.dateTime) - now) / 1000;
    const words = "age" in element.dataset ? duration(Math.max(0, Math.round(-seconds))) : relative(seconds);
    const text = element.firstChild;
    if (text && text.nodeValue !== words) {
      text.nodeValue = words;
    }
  }
}

window.setInterval(retell, 1000);
