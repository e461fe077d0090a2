// Changes the theme at once, without loading the page again.
const LASTS_SECONDS = 400 * 86400;
const form = document.getElementById("theme");
const buttons = [...(form?.querySelectorAll("button") ?? [])];

form?.addEventListener("submit", (event) => {
  const theme = event.submitter?.value;
  if (!theme) {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `fsp_theme=${theme}; path=/; max-age=${LASTS_SECONDS}; samesite=lax${secure}`;
  if (theme === "auto") {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
  for (const button of buttons) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
});
