// What was typed, kept on this device at each change: one record for each tab.
import { form } from "./form.js";

const { account, place } = form.dataset;
const START = `fsp-copy:${account}:${place}:`;
const TAB = `fsp-tab:${account}:${place}`;

const random = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const isReload = () => ["reload", "back_forward"].includes(performance.getEntriesByType("navigation")[0]?.type);
const isFromLogin = () => document.referrer && new URL(document.referrer).pathname.startsWith("/login");

// A new post is gone on with after a reload or a new sign-in. Opening the page again begins another one.
const goesOn = place.startsWith("item-") || isReload() || isFromLogin();
const state = { tab: form.dataset.tab || (goesOn && sessionStorage.getItem(TAB)) || random() };

export const tabName = () => state.tab;

function use(name) {
  state.tab = name;
  sessionStorage.setItem(TAB, name);
  form.elements.tab.value = name;
}

export function renameTab() {
  const before = START + state.tab;
  use(random());
  const record = localStorage.getItem(before);
  if (record) {
    localStorage.setItem(START + state.tab, record);
  }
}

// Returns whether the device has room for it.
export function keep(record) {
  try {
    localStorage.setItem(START + state.tab, JSON.stringify(record));
    return true;
  } catch {
    return false;
  }
}

export function read(name = state.tab) {
  try {
    return JSON.parse(localStorage.getItem(START + name));
  } catch {
    return null;
  }
}

export function forget(name = state.tab) {
  localStorage.removeItem(START + name);
}

// The records of other tabs, newest first.
export function others() {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(START) && key !== START + state.tab)
    .map((key) => ({ name: key.slice(START.length), ...read(key.slice(START.length)) }))
    .filter((record) => record.values)
    .sort((one, other) => other.at - one.at);
}

use(state.tab);
