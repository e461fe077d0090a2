// Lists go on with Enter, and Tab indents their items. Escape lets Tab leave the text.
import { body, title } from "./form.js";
import { insert, lineEnd, lineStart, replace } from "./insert.js";

const ITEM = /^(\s*(?:>\s?)*)([-*+]|(\d+)([.)]))(\s+)(\[[ xX]\]\s+)?/;
const QUOTE = /^(\s*(?:>\s?)+)/;
let mayLeave = false;

function continued(line) {
  const item = ITEM.exec(line);
  if (item) {
    const [all, indent, mark, number, end, space, box] = item;
    const next = number ? `${Number(number) + 1}${end}` : mark;
    return { isEmpty: line.length === all.length, next: indent + next + space + (box ? "[ ] " : "") };
  }
  const quote = QUOTE.exec(line);
  return quote ? { isEmpty: line.length === quote[0].length, next: quote[0] } : null;
}

function enter(event) {
  const { selectionStart: at, selectionEnd: end } = body;
  const start = lineStart(at);
  const goesOn = at === end ? continued(body.value.slice(start, lineEnd(at))) : null;
  const isInMark = goesOn && at - start < goesOn.next.trimEnd().length;
  if (!goesOn || isInMark) {
    return;
  }
  event.preventDefault();
  if (goesOn.isEmpty) {
    replace(start, at, "");
  } else {
    insert(`\n${goesOn.next}`);
  }
}

function indent(event) {
  const start = lineStart(body.selectionStart);
  const end = lineEnd(Math.max(body.selectionStart, body.selectionEnd - (body.selectionEnd > body.selectionStart ? 1 : 0)));
  const all = body.value.slice(start, end).split("\n");
  const isList = all.some((line) => ITEM.test(line));
  if (!isList) {
    return;
  }
  event.preventDefault();
  // A number needs as many spaces as its mark is wide.
  const width = Math.max(2, ...all.map((line) => (ITEM.exec(line)?.[3] ? ITEM.exec(line)[2].length + 1 : 2)));
  const changed = all.map((line) =>
    event.shiftKey ? line.replace(new RegExp(`^ {1,${width}}|^\t`), "") : line ? " ".repeat(width) + line : line,
  );
  const text = changed.join("\n");
  const caret = Math.max(0, body.selectionStart - start + changed[0].length - all[0].length);
  if (text !== all.join("\n")) {
    replace(start, end, text, all.length > 1 ? [0, text.length] : [caret, caret]);
  }
}

body.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  if (event.key === "Enter" && !event.shiftKey) {
    enter(event);
  } else if (event.key === "Tab" && !mayLeave) {
    indent(event);
  }
  if (event.key !== "Shift") {
    mayLeave = event.key === "Escape";
  }
});
body.addEventListener("pointerdown", () => {
  mayLeave = false;
});

title.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    body.focus();
  }
});
title.addEventListener("input", () => {
  if (title.value.includes("\n")) {
    title.value = title.value.replace(/\s*\n\s*/g, " ");
  }
});
