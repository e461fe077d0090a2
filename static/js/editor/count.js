// Counts words, characters and minutes while one types, by the rules of fsp/content/text_length.py.
import { body, form } from "./form.js";

const WORDS_PER_MINUTE = 220;
const CHARACTERS_PER_MINUTE = 500;
const WITHOUT_SPACES = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]/g;
const NOT_READ = /<!--[\s\S]*?-->|<\/?[A-Za-z][^<>]*>|\]\([^()\n]*\)|<?https?:\/\/[^\s<>)]+>?|^ {0,3}(?:\u0060{3}|~~~)[^\n]*$/gm;
const HAS_LETTER = /[\p{L}\p{N}]/u;
const WAIT_MILLISECONDS = 150;

const shown = document.getElementById("count");
let timer = 0;

export function textLength(markdown) {
  const prose = markdown.replace(NOT_READ, " ");
  const spaceless = prose.match(WITHOUT_SPACES)?.length ?? 0;
  const words = prose.replace(WITHOUT_SPACES, " ").split(/\s+/).filter((word) => HAS_LETTER.test(word)).length;
  const minutes = Math.max(1, Math.floor(words / WORDS_PER_MINUTE + spaceless / CHARACTERS_PER_MINUTE + 0.5));
  // Characters as the server counts them, not the halves of emoji.
  let characters = markdown.length;
  for (const _pair of markdown.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) {
    characters -= 1;
  }
  return { words: words + spaceless, characters, minutes: words + spaceless ? minutes : 0 };
}

const many = (count, word) => `${String(count).replace(/\B(?=(\d{3})+$)/g, "\u202f")} ${word}${count === 1 ? "" : "s"}`;

function show() {
  const { words, characters, minutes } = textLength(body.value);
  shown.textContent = `${many(words, "word")} · ${many(characters, "character")} · ${minutes} min`;
}

function later() {
  window.clearTimeout(timer);
  timer = window.setTimeout(show, WAIT_MILLISECONDS);
}

body.addEventListener("input", later);
form.addEventListener("filled", later);
