// Shows the state of the overview in the browser's tab: the number of problems in the title, their severity in the icon.
const title = document.title.replace(/^\(\d+\) /, "");
const icon = document.querySelector("link[rel=icon]");

export function showState() {
  const verdict = document.querySelector("#live [data-problems]");
  if (!verdict) {
    return;
  }
  const { problems, tone } = verdict.dataset;
  document.title = problems === "0" ? title : `(${problems}) ${title}`;
  if (icon.getAttribute("href") !== icon.dataset[tone]) {
    icon.href = icon.dataset[tone];
  }
}
