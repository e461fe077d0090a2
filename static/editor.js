// All scripts of the editor, one subject per file; without them the form still works.
import "./js/zone.js";
import "./js/toasts.js";
import "./js/editor/views.js";
import "./js/editor/format.js";
import "./js/editor/lists.js";
import "./js/editor/count.js";
import "./js/editor/words.js";
import "./js/editor/preview.js";
import "./js/editor/recover.js";
import "./js/editor/save.js";
import "./js/editor/images.js";
import "./js/editor/drop.js";
import "./js/editor/dialogs.js";
