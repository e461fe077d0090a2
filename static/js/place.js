// Where a person is on the page: focus, caret, scrolled tables. A morph that moves a node loses these; they are put back.
let place = null;

export function rememberPlace() {
  const focused = document.activeElement;
  let caret = null;
  try {
    caret = focused.selectionStart === null ? null : [focused.selectionStart, focused.selectionEnd];
  } catch {
    // Some kinds of input have no caret.
  }
  place = {
    focused: focused === document.body ? null : focused,
    caret,
    scrolled: [...document.querySelectorAll(".scroll")].filter((box) => box.scrollLeft || box.scrollTop)
      .map((box) => [box, box.scrollLeft, box.scrollTop]),
  };
}

export function restorePlace() {
  if (!place) {
    return;
  }
  const { focused, caret, scrolled } = place;
  place = null;
  for (const [box, left, top] of scrolled) {
    box.scrollTo({ left, top, behavior: "instant" });
  }
  const wanted = focused && (focused.isConnected ? focused : focused.id && document.getElementById(focused.id));
  if (wanted && document.activeElement !== wanted) {
    wanted.focus({ preventScroll: true });
    if (caret && wanted.setSelectionRange) {
      wanted.setSelectionRange(...caret);
    }
  }
}
