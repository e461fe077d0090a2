// What was typed, kept on this device at each change: one record for each tab.
import { form } from "./form.js";

const { account, place } = form.dataset;
const ALL = `fsp-copy:${account}:`;
const OLD_MILLISECONDS = 90 * 86400 * 1000;
const start = () => `${ALL}${form.dataset.place}:`;
const tabKey = () => `fsp-tab:${account}:${form.dataset.place}`;

const random = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const isReload = () => ["reload", "back_forward"].includes(performance.getEntriesByType("navigation")[0]?.type);
const isFromLogin = () => document.referrer && new URL(document.referrer).pathname.startsWith("/login");

// A new post is gone on with after a reload or a new sign-in. Opening the page again begins another one.
const goesOn = place.startsWith("item-") || isReload() || isFromLogin();
const state = { tab: form.dataset.tab || (goesOn && sessionStorage.getItem(tabKey())) || random() };

export const tabName = () => state.tab;

function use(name) {
  state.tab = name;
  sessionStorage.setItem(tabKey(), name);
  form.elements.tab.value = name;
}

export function renameTab() {
  const before = start() + state.tab;
  use(random());
  const record = localStorage.getItem(before);
  if (record) {
    localStorage.setItem(start() + state.tab, record);
  }
}

// Returns whether the device has room for it, once what the server has too is gone.
export function keep(record) {
  const own = start() + state.tab;
  const text = JSON.stringify(record);
  let leftover = null;
  for (;;) {
    try {
      localStorage.setItem(own, text);
      return true;
    } catch {
      leftover ??= stored().filter((other) => other.isOnServer && other.key !== own);
      const oldest = leftover.pop();
      if (!oldest) {
        return false;
      }
      localStorage.removeItem(oldest.key);
    }
  }
}

function parsed(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

export const read = (name = state.tab) => parsed(start() + name);

export function forget(name = state.tab) {
  localStorage.removeItem(start() + name);
}

// The records of all posts and tabs, newest first.
function stored() {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(ALL))
    .map((key) => ({ key, ...parsed(key) }))
    .filter((record) => record.values)
    .sort((one, other) => other.at - one.at);
}

// The records of other tabs with this post, newest first.
export function others() {
  return stored()
    .filter(({ key }) => key.startsWith(start()) && key !== start() + state.tab)
    .map((record) => ({ ...record, name: record.key.slice(start().length) }));
}

// A new post that was saved has a place of its own.
export function moveTo(newPlace) {
  forget();
  form.dataset.place = newPlace;
  use(state.tab);
}

use(state.tab);
for (const record of stored()) {
  if (Date.now() - record.at > OLD_MILLISECONDS) {
    localStorage.removeItem(record.key);
  }
}
