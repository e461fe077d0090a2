// Searches titles, tags and summaries in the small files next to the search page.
const form = document.querySelector("[data-search]");
const field = form.elements.q;
const list = document.querySelector("[data-results]");
const status = document.querySelector("[data-status]");
const MAX_RESULTS = 50;
const language = document.documentElement.lang || "en";
const dates = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

let loading;
const load = () => {
  loading ??= Promise.all(
    form.dataset.parts.split(",").filter(Boolean).map(async (part) => (await fetch(`${part}.json`)).json()),
  ).then((parts) =>
    parts.flat().map(([slug, title, day, summary, tags, own]) => ({
      slug, title, day, summary, own,
      words: [plain(title), plain(tags.join(" ")), plain(summary)],
    })),
  );
  return loading;
};

const WEIGHTS = [9, 4, 1];
const score = (post, words) => {
  let sum = 0;
  for (const word of words) {
    const best = Math.max(...post.words.map((text, place) => (text.includes(word) ? WEIGHTS[place] : 0)));
    if (!best) return 0;
    sum += best;
  }
  return sum;
};

const item = (post) => {
  const entry = document.createElement("li");
  const heading = document.createElement("h2");
  const link = document.createElement("a");
  link.href = `../${post.slug}/`;
  link.textContent = post.title;
  heading.append(link);
  entry.append(heading);
  if (post.day) {
    const time = document.createElement("time");
    time.dateTime = post.day;
    time.textContent = dates.format(new Date(post.day));
    const line = document.createElement("p");
    line.className = "meta";
    line.append(time);
    entry.append(line);
  }
  if (post.own && post.own !== language) entry.lang = post.own;
  const summary = document.createElement("p");
  summary.dir = "auto";
  summary.textContent = post.summary;
  entry.append(summary);
  return entry;
};

const show = async () => {
  const words = plain(field.value).split(/\s+/).filter(Boolean);
  const posts = words.length ? await load() : [];
  const found = posts
    .map((post) => [score(post, words), post])
    .filter(([points]) => points)
    .sort(([a, one], [b, other]) => b - a || other.day.localeCompare(one.day));
  list.replaceChildren(...found.slice(0, MAX_RESULTS).map(([, post]) => item(post)));
  status.textContent = words.length ? (found.length ? String(found.length) : form.dataset.none) : "";
};

field.value = new URLSearchParams(location.search).get("q") || "";
field.addEventListener("input", show);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
form.hidden = false;
if (field.value) show();
