// What scripts add to the pages, one subject per file; without them everything still works.
import "./js/zone.js";
import "./js/times.js";
import "./js/announce.js";
import "./js/unsent.js";
import "./js/unsaved.js";
import "./js/dialogs.js";
import "./js/refresh.js";
import "./js/shortcuts.js";
import "./js/copy.js";
import "./js/selection.js";
import "./js/menus.js";
import "./js/follow.js";
import "./js/search.js";
import "./js/theme.js";
import "./js/toasts.js";

if (location.pathname === "/calendar") {
  import("./js/calendar.js");
}
// Only the pages of imports need it.
if (location.pathname.startsWith("/imports/")) {
  import("./js/imports/import.js");
}
