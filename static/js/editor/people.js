// Says who else edits or has saved the post. Nothing of theirs is overwritten.
import { say } from "../announce.js";
import { form } from "./form.js";
import { dismiss, notice } from "./notice.js";
import { tabName } from "./local.js";
import { clock } from "./status.js";

const ACTIVE_MILLISECONDS = 120000;
const { account } = form.dataset;
let shown = "";

function compare(copyId) {
  form.dispatchEvent(new CustomEvent("compare", { detail: copyId }));
}

function showOnce(name, words, copyId) {
  if (shown !== words) {
    shown = words;
    notice(name, words, [{ label: "Compare", act: () => compare(copyId) }]);
    say(words);
  }
}

export function peopleFound({ others, isOutdated, savedBy, updatedAt }) {
  const now = Date.parse(updatedAt);
  const active = others.find((copy) => now - Date.parse(copy.updatedAt) < ACTIVE_MILLISECONDS && copy.tab !== tabName());
  if (isOutdated) {
    dismiss("editing");
    const who = savedBy === account ? "You saved this post elsewhere" : `${savedBy || "Somebody"} saved this post`;
    showOnce("outdated", `${who} since you opened it. Your text is kept, and nothing is overwritten.`, "saved");
  } else if (active) {
    const who = active.account === account ? "You are editing this post in another tab too" : `${active.account} is editing this post too`;
    showOnce("editing", `${who} (${clock(Date.parse(active.updatedAt))}). Both texts are kept.`, active.id);
  }
}
