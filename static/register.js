// An index of names for readers whose browser runs scripts: narrowed as one types, by letter or by activity. What is asked for
// is in the address.

const form = document.querySelector("form.filter");
const register = document.querySelector(".register");
const { find, sort } = form.elements;
const letters = document.querySelector(".letters");
const status = form.querySelector("[role=status]");
const sections = [...register.children];
const byActivity = document.createElement("ul");
byActivity.className = "people";

/** A name without case, accents and hyphens. */
const bare = (name) =>
    name
        .normalize("NFD")
        .replace(/([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu, "$1")
        .normalize("NFC")
        .toLowerCase()
        .replace(/[\s_\-‐-―−]+/g, " ")
        .trim();

const lines = [...register.querySelectorAll("li")].map((line) => {
    const names = [...line.querySelectorAll("a, .native")].map(({ textContent }) => ` ${bare(textContent)}`);
    return { line, home: line.parentElement, names, count: Number(line.dataset.count ?? 0) };
});
const busiest = [...lines].sort((a, b) => b.count - a.count);

function show() {
    const words = bare(find.value).split(" ").filter(Boolean);
    const has = (name) => words.every((word) => name.includes(/^[\x20-\u02af]/.test(word) ? ` ${word}` : word));
    let shown = 0;
    for (const { line, names } of lines) {
        line.hidden = !names.some(has);
        shown += line.hidden ? 0 : 1;
    }
    if (sort.value) byActivity.append(...busiest.map(({ line }) => line));
    else lines.forEach(({ line, home }) => home.append(line));
    register.replaceChildren(...(sort.value ? [byActivity] : sections));
    sections.forEach((section) => (section.hidden = !section.querySelector("li:not([hidden])")));
    if (letters) letters.hidden = Boolean(sort.value || words.length);
    status.textContent = words.length ? `${shown} / ${lines.length}` : "";
}

function keep() {
    const asked = new URLSearchParams(location.search);
    for (const [key, value] of [["q", find.value.trim()], ["sort", sort.value]]) {
        if (value) asked.set(key, value);
        else asked.delete(key);
    }
    history.replaceState(null, "", asked.size ? `?${asked}` : location.pathname);
    show();
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", keep);
document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    event.preventDefault();
    find.focus();
});

const asked = new URLSearchParams(location.search);
find.value = asked.get("q") ?? "";
sort.value = asked.get("sort") === "activity" ? "activity" : "";
if (find.value || sort.value) show();
document.body.classList.add("scripted");
