// Says in words what is saved, and where.
import { say } from "../announce.js";

const element = document.getElementById("state");
const zone = document.body.dataset.zone || "UTC";
const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hour12: false });

export const clock = (moment) => format.format(moment);

// A fault is read aloud once; that the text is saved is not, every few seconds.
export function tell(state, words, link = null) {
  const isNew = element.dataset.state !== state;
  element.dataset.state = state;
  element.textContent = words;
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link.href;
    anchor.target = "_blank";
    anchor.textContent = link.text;
    element.append(" ", anchor);
  }
  if (isNew && ["failed", "offline"].includes(state)) {
    say(words);
  }
}
