// The toolbar and the keys for bold, italic, links, headings, lists, quotations and code.
import { body } from "./form.js";
import { insert, lineEnd, lineStart, replace } from "./insert.js";

const toolbar = document.querySelector(".toolbar");
const buttons = [...toolbar.querySelectorAll("button")];

function around(mark, sample) {
  const { selectionStart: start, selectionEnd: end, value } = body;
  const text = value.slice(start, end);
  const isMarked = value.slice(start - mark.length, start) === mark && value.slice(end, end + mark.length) === mark;
  if (isMarked && text) {
    replace(start - mark.length, end + mark.length, text, [0, text.length]);
    return;
  }
  const inner = text || sample;
  insert(`${mark}${inner}${mark}`, [mark.length, mark.length + inner.length]);
}

function link() {
  const text = body.value.slice(body.selectionStart, body.selectionEnd);
  if (/^https?:\/\/\S+$/.test(text)) {
    insert(`[text](${text})`, [1, 5]);
  } else {
    const words = text || "text";
    insert(`[${words}](https://)`, text ? [words.length + 3, words.length + 11] : [1, 5]);
  }
}

// Changes each selected line: adds a mark to all of them, or takes it away if all have it.
function lines(pattern, mark) {
  const start = lineStart(body.selectionStart);
  const end = lineEnd(body.selectionEnd);
  const all = body.value.slice(start, end).split("\n");
  const isMarked = all.every((line) => pattern.test(line) || !line.trim()) && all.some((line) => line.trim());
  const changed = all.map((line, index) => {
    if (isMarked) {
      return line.replace(pattern, "");
    }
    return line.trim() || all.length === 1 ? mark(index) + line.replace(pattern, "") : line;
  });
  const text = changed.join("\n");
  replace(start, end, text, all.length > 1 ? [0, text.length] : [text.length, text.length]);
}

function heading() {
  const start = lineStart(body.selectionStart);
  const end = lineEnd(body.selectionStart);
  const line = body.value.slice(start, end);
  const level = /^#* ?/.exec(line)[0].trim().length;
  const next = { 0: "## ", 2: "### ", 3: "" }[level] ?? "## ";
  replace(start, end, next + line.replace(/^#+ */, ""));
}

function code() {
  const text = body.value.slice(body.selectionStart, body.selectionEnd);
  if (text.includes("\n")) {
    insert(`\`\`\`\n${text}\n\`\`\``, [3, 3]);
  } else {
    around("\u0060", "code");
  }
}

export const ACTIONS = {
  bold: () => around("**", "bold"),
  italic: () => around("*", "italic"),
  link,
  heading,
  list: () => lines(/^[-*+] /, () => "- "),
  numbers: () => lines(/^\d+[.)] /, (index) => `${index + 1}. `),
  quote: () => lines(/^> ?/, () => "> "),
  code,
};

const KEYS = { b: "bold", i: "italic", k: "link" };

body.addEventListener("keydown", (event) => {
  const hasModifier = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  const action = hasModifier && !event.isComposing ? KEYS[event.key.toLowerCase()] : null;
  if (action) {
    event.preventDefault();
    ACTIONS[action]();
  } else if (event.altKey && event.key === "F10") {
    event.preventDefault();
    buttons.find((button) => button.tabIndex === 0).focus();
  }
});

// The text keeps its selection and a phone its keyboard.
toolbar.addEventListener("pointerdown", (event) => event.preventDefault());
toolbar.addEventListener("click", (event) => {
  const name = event.target.closest("button")?.dataset.format;
  if (name && ACTIONS[name]) {
    ACTIONS[name]();
  }
});
toolbar.addEventListener("keydown", (event) => {
  const all = buttons.length;
  const here = buttons.indexOf(document.activeElement);
  const next = { ArrowRight: here + 1, ArrowLeft: here - 1 + all, Home: 0, End: all - 1 }[event.key];
  if (event.key === "Escape") {
    body.focus();
  }
  if (next !== undefined && here >= 0) {
    event.preventDefault();
    buttons[here].tabIndex = -1;
    buttons[next % all].tabIndex = 0;
    buttons[next % all].focus();
  }
});
