// Changes of the text that the browser can undo.
import { body } from "./form.js";

// Replaces a range and leaves the selection given, relative to the start of the new text.
export function replace(start, end, text, [from, to] = [text.length, text.length]) {
  body.focus({ preventScroll: true });
  body.setSelectionRange(start, end);
  // execCommand is the only way that keeps the undo history of the browser.
  const isDone = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!isDone) {
    body.setRangeText(text, start, end, "end");
    body.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  body.setSelectionRange(start + from, start + to);
}

export const insert = (text, selected) => replace(body.selectionStart, body.selectionEnd, text, selected);

export function lineStart(position) {
  return body.value.lastIndexOf("\n", position - 1) + 1;
}

export function lineEnd(position) {
  const end = body.value.indexOf("\n", position);
  return end < 0 ? body.value.length : end;
}
