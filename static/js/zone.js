// Tells the server which zone the browser is in, for who chooses to read times in it.
const KEPT_SECONDS = 400 * 86400;
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
document.cookie = `fsp_browser_zone=${zone}; path=/; max-age=${KEPT_SECONDS}; samesite=lax`;
