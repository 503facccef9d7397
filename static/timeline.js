// The timeline for readers whose browser runs scripts: narrowed by name, status, importance and span, looked at from near and
// far, gone through by keys. Without it nothing is missing that stands on the page.
//
// What is asked for is in the address and nowhere else. The page as it came is kept; as soon as anything is asked for, a
// timeline made of the site's index stands in its place, of the page's own cards where it has them and of lines elsewhere.
// The index, the names and the lines are fetched when a reader reaches for them (src/site/facets.rs says what is in them).

const form = document.querySelector("form.filter");
const page = document.querySelector("main > .timeline");
const find = form.querySelector("#find");
const list = form.querySelector("#found");
const status = form.querySelector("[role=status]");
const choice = document.querySelector("main > .choice");
const shelves = document.querySelector("main > .shelves");
const overview = document.querySelector(".overview");
const ticks = overview?.querySelector(".ticks");
const zoom = overview?.querySelector(".zoom");
const svg = zoom && overview.querySelector("svg");
const { home, clock, order: usual } = form.dataset;
const source = new URL(form.dataset.index, location.href);

let index = null;
const fetched = new Map();

/** So many lines are shown at once, and so many entries at most. */
const LINES = 30;
const ENTRIES = 40;
/** So many names are offered. */
const NAMES = 8;

const fill = (phrase, values) => phrase.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
const plural = new Intl.PluralRules(document.documentElement.lang || "en");
const say = (forms, count, values) => fill(typeof forms === "string" ? forms : (forms[plural.select(count)] ?? forms.other), { count, ...values });
const range = (start, end) => Array.from({ length: Math.max(0, end - start + 1) }, (_, at) => start + at);

function make(tag, attributes, ...children) {
    const made = /^(svg|rect|path|title)$|^a:/.test(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag.replace("a:", "")) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) if (value != null && value !== false) made.setAttribute(name, value);
    made.append(...children.filter((child) => child != null));
    return made;
}

/** What the device keeps; nothing, where it may not keep anything. */
function kept(key, value) {
    try {
        const name = `dateline:${key}`;
        if (value === undefined) return JSON.parse(localStorage.getItem(name));
        localStorage.setItem(name, JSON.stringify(value));
    } catch {
        return null;
    }
}

// Time: days counted from 1970, and years, months and days as numbers in a row.

const utc = (year, month = 0, day = 1) => new Date(0).setUTCFullYear(year, month, day) / 864e5;
const date = (day) => new Date(day * 864e5);
const numbers = {
    year: (day) => date(day).getUTCFullYear(),
    month: (day) => date(day).getUTCFullYear() * 12 + date(day).getUTCMonth(),
    day: (day) => day,
};
const starts = { year: (at) => utc(at), month: (at) => utc(0, at), day: (at) => at };
const UNITS = ["year", "month", "day"];

/** 2018, 2018-04, 2018-04-27. */
function written(unit, at) {
    const day = date(starts[unit](at));
    const year = day.getUTCFullYear();
    const parts = [(year < 0 ? "-" : "") + `${Math.abs(year)}`.padStart(4, 0), `${day.getUTCMonth() + 1}`.padStart(2, 0), `${day.getUTCDate()}`.padStart(2, 0)];
    return parts.slice(0, UNITS.indexOf(unit) + 1).join("-");
}

/** The unit and number of a written date; nothing, if it is none. */
function parsed(text) {
    const [, year, month, day] = text?.trim().match(/^(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/) ?? [];
    if (!year) return null;
    const unit = UNITS[day ? 2 : month ? 1 : 0];
    const at = numbers[unit](utc(+year, (month || 1) - 1, +(day || 1)));
    return written(unit, at) === text.trim() ? { unit, at } : null;
}

function label(unit, at, isShort = false) {
    const { days, days_short, months, year, before_christ } = index.words.dates;
    const day = date(starts[unit](at));
    const number = day.getUTCFullYear();
    const said = number > 0 ? number : fill(before_christ, { year: 1 - number });
    return fill({ year, month: months[day.getUTCMonth()], day: (isShort ? days_short : days)[day.getUTCMonth()] }[unit], { year: said, day: day.getUTCDate() });
}

function address(unit, at) {
    const [, year, month, day] = written(unit, at).match(/^(-?\d+)-?(\d*)-?(\d*)/);
    return home + (clock === "reported" ? "reported/" : "") + `${year}/` + (month && `${month}/`) + (day && `#d${+day}`);
}

// What is asked for.

const OWN = ["status", "importance", "from", "to", "order", "new"];
let view = read();
let searched = location.search;

function read() {
    const asked = new URLSearchParams(location.search);
    const names = [...asked].filter(([key]) => !OWN.includes(key) && (!index || index.keys.has(key)));
    const importance = +asked.get("importance");
    return {
        names: names.flatMap(([kind, slugs]) => slugs.split(",").filter(Boolean).map((slug) => ({ kind, slug }))),
        status: asked.get("status") ?? "",
        importance: importance > 1 ? Math.min(Math.max(importance, 3), 5) : "",
        from: parsed(asked.get("from")) ? asked.get("from") : "",
        to: parsed(asked.get("to")) ? asked.get("to") : "",
        order: /^(newest|oldest)$/.test(asked.get("order")) ? asked.get("order") : usual,
        new: asked.has("new"),
    };
}

/** Puts a view into the address: what of the address is not the filter's stays. */
function go(change) {
    view = { ...view, ...change };
    const foreign = [...new URLSearchParams(location.search)].filter(([key]) => !OWN.includes(key) && !index?.keys.has(key));
    const slugs = new Map();
    if (index) for (const { kind, slug } of view.names) slugs.set(kind, [...(slugs.get(kind) ?? []), slug]);
    const own = OWN.map((key) => [key, view[key] === true ? "1" : view[key]]).filter(([key, value]) => value && !(key === "order" && value === usual));
    const encoded = (value) => encodeURIComponent(value).replaceAll("%2C", ",");
    const query = [...foreign, ...[...slugs].map(([kind, some]) => [kind, some.join(",")]), ...own].map((pair) => pair.map(encoded).join("=")).join("&");
    history.pushState(null, "", query ? `?${query}` : location.pathname);
    searched = location.search;
    return show();
}

const isNarrowed = () => view.names.length > 0 || view.status || view.importance || view.new;
const isAsked = () => isNarrowed() || view.from || view.to || view.order !== usual;

// What is fetched, each piece once.

function once(key, work) {
    if (!fetched.has(key)) {
        const promise = work();
        promise.catch(() => fetched.delete(key));
        fetched.set(key, promise);
    }
    return fetched.get(key);
}

async function json(file, options) {
    const answer = await fetch(new URL(file, source), options);
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
}

const data = () =>
    once("index", async () => {
        const read = await json(source, { cache: "no-cache" });
        const size = read.first.length;
        const sum = (steps) => steps.reduce((sums, step, at) => (sums.push(step + (sums[at - 1] ?? 0)), sums), []);
        const first = sum(read.first);
        const reported = first.map((day, at) => day + read.reported[at]);
        const last = first.map((day, at) => (read.length[at] < 0 ? Infinity : day + read.length[at]));
        const day = clock === "reported" ? reported : first;
        const all = range(0, size - 1);
        const grain = clock === "reported" ? "d".repeat(size) : read.grain;
        const pool = clock === "reported" ? all.filter((at) => read.kind[at] === "a").sort((a, b) => day[a] - day[b] || a - b) : all;
        const made = { ...read, entries: size, first, last, reported, day, grain, pool, number: { year: day.map(numbers.year), month: day.map(numbers.month), day }, keys: new Set(read.names.map(({ key }) => key)), lineOf: new Map() };
        index = { ...made, whole: whole(made) };
        view.names = view.names.filter(({ kind }) => index.keys.has(kind));
        await place();
        offerStatuses();
        return index;
    });

/** The names of a kind, as they are compared. */
const names = (kind) =>
    once(`names ${kind.key}`, async () =>
        (await json(kind.file)).map(([slug, name, also, steps]) => {
            let at = 0;
            return { kind: kind.key, singular: kind.singular, slug, name, also, spelled: [name, ...also].map(bare), at: steps.map((step) => (at += step)) };
        }),
    );

const allNames = async () => (await Promise.all((await data()).names.map(names))).flat();

/** Loads the lines of some entries. */
const lines = (entries) =>
    Promise.all(
        [...new Set(entries.map((at) => Math.floor(at / index.size)))].map((piece) =>
            once(`lines ${piece}`, async () => (await json(index.lines[piece])).forEach((line, at) => index.lineOf.set(piece * index.size + at, line))),
        ),
    );

/** A name without case, accents and hyphens; over other than Latin and Greek letters a mark is the letter's own. */
const bare = (name) =>
    name
        .normalize("NFD")
        .replace(/([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu, "$1")
        .normalize("NFC")
        .toLowerCase()
        .replace(/[ʼ‘’\x60´]/g, "'")
        .replace(/[\s_\-‐-―−]+/g, " ")
        .trim();

/** What the whole drawing spans, by the rule of src/pages/overview.rs. */
function whole({ number, grain, pool }) {
    const dated = pool.filter((at) => grain[at] !== "u");
    const fine = dated.filter((at) => grain[at] !== "y");
    const span = (unit, some) => some.reduce(([low, high], at) => [Math.min(low, number[unit][at]), Math.max(high, number[unit][at])], [Infinity, -Infinity]);
    const [first, last] = span("month", fine);
    if (last - first < 180 && fine.length * 2 >= dated.length) return { unit: "month", first, last };
    const years = span("year", dated);
    return { unit: "year", first: years[0], last: years[1] };
}

// Which of the page's cards are which entries.

const cards = new Map();

async function place() {
    const waiting = new Map([...page.querySelectorAll(".card")].map((card) => [card.id, card]));
    const near = arranged(index.pool, usual).slice(0, waiting.size);
    await lines(near);
    for (const at of near) {
        const card = waiting.get(`on-${index.lineOf.get(at)[0].replace(/#(event-)?/, "--")}`);
        if (card) cards.set(at, card);
    }
    if (device.fresh) {
        const { since } = device;
        index.pool.filter((at) => (cards.has(at) ? device.fresh.has(cards.get(at).id) : index.reported[at] > since)).forEach((at) => newEntries.add(at));
        tellNew(newEntries.size);
    }
}

/** The page offers the statuses of its own entries; the site may have more. */
function offerStatuses() {
    const there = new Set(index.pool.map((at) => index.status[at]));
    for (const [at, [word, said]] of index.statuses.entries()) {
        if (!choice || !there.has(`${at}`) || choice.querySelector(`[value=${word}]`)) continue;
        choice.append(make("label", {}, make("input", { type: "radio", name: "status", value: word }), make("span", { class: `status ${word}` }, said)));
    }
}

/** Entries in an order, as the page has it: what is coarser than a month first in its year, what has no date last. */
function arranged(entries, order) {
    const years = new Map();
    for (const at of order === "newest" ? [...entries].reverse() : entries) {
        const year = index.grain[at] === "u" ? null : index.number.year[at];
        if (!years.has(year)) years.set(year, [[], []]);
        years.get(year)[index.grain[at] === "y" ? 0 : 1].push(at);
    }
    const undated = years.get(null);
    years.delete(null);
    return [...years.values(), undated ?? []].flat(2);
}

// What fits.

/** The span that is asked for, in days. */
const asked = () => [view.from ? starts[parsed(view.from).unit](parsed(view.from).at) : -Infinity, view.to ? starts[parsed(view.to).unit](parsed(view.to).at + 1) - 1 : Infinity];

/** The entries that all of the names are in, and all else that is asked for, but for the span. */
function narrowed(chosen) {
    const named = new Uint8Array(index.entries);
    for (const name of chosen) for (const at of name.at) named[at] += 1;
    const wanted = view.status && `${index.statuses.findIndex(([word]) => word === view.status)}`;
    const fits = (at) =>
        named[at] === chosen.length &&
        (!wanted || index.status[at] === wanted) &&
        (!view.importance || +index.importance[at] >= view.importance) &&
        (!view.new || newEntries.has(at));
    return index.pool.filter(fits);
}

function within(entries) {
    const [low, high] = asked();
    if (low === -Infinity && high === Infinity) return entries;
    return entries.filter((at) =>
        clock === "reported" ? index.day[at] >= low && index.day[at] <= high : index.grain[at] !== "u" && index.first[at] <= high && index.last[at] >= low,
    );
}

// What is shown.

let turn = 0;
let hits = null;

async function show() {
    const mine = ++turn;
    reflect([]);
    status.removeAttribute("data-failed");
    try {
        if (!isAsked()) return restore();
        await data();
        // What of the address is no name, as it turns out, asks for nothing.
        if (!isAsked()) return restore();
        const chosen = await Promise.all(
            view.names.map(async ({ kind, slug }) => (await names(index.names.find(({ key }) => key === kind))).find((name) => name.slug === slug) ?? { kind, slug, name: slug, at: [] }),
        );
        if (mine !== turn) return;
        reflect(chosen);
        const fitting = narrowed(chosen);
        const found = arranged(within(fitting), view.order);
        hits = new Set(found);
        draw(fitting);
        const root = make("div", { class: "timeline" });
        const write = laying(root, found);
        await write();
        if (mine !== turn) return;
        if (found.length === 0) root.append(make("p", { class: "empty" }, index.words.filter.none));
        stand(root);
        status.textContent = say(index.words.filter.matches, found.length, { total: index.pool.length });
    } catch {
        if (mine === turn) status.textContent = form.dataset.failed;
    }
}

/** The page as it came. */
function restore() {
    hits = null;
    status.textContent = "";
    stand(page);
    draw(null);
}

/** Lets a timeline stand where the page's own stood. */
function stand(root) {
    document.querySelector("main > .timeline").replaceWith(root);
    if (shelves) shelves.hidden = root !== page;
}

/** Writes entries into a timeline, some at a time. */
function laying(root, found) {
    let [year, month, day, next] = [null, null, null, 0];
    const more = make("button", { type: "button" });
    const last = make("p", { class: "more" }, more);
    const ahead = () => {
        let [end, without] = [next, 0];
        while (end < found.length && end - next < ENTRIES && without < LINES) without += cards.has(found[end++]) ? 0 : 1;
        return end;
    };
    const write = async () => {
        const end = ahead();
        const some = found.slice(next, end);
        await lines(some);
        const written = some.map((at) => put(at));
        next = end;
        if (next < found.length) {
            more.textContent = say(index.words.filter.show_more, ahead() - next);
            root.append(last);
        } else {
            last.remove();
        }
        return written[0];
    };
    more.addEventListener("click", async () => {
        try {
            linkOf(await write())?.focus();
        } catch {
            status.textContent = form.dataset.failed;
        }
    });
    const put = (at) => {
        const [slug, title, words, flags] = index.lineOf.get(at);
        const grain = index.grain[at];
        const number = grain === "u" ? null : index.number.year[at];
        if (year?.number !== number || !year) {
            const text = number === null ? index.words.undated : label("year", number);
            year = { number, element: make("section", { class: "year" }, make("h2", {}, number === null ? text : make("a", { href: address("year", number) }, text))) };
            root.append(year.element);
            month = day = null;
        }
        const inMonth = grain === "d" || grain === "m" ? index.number.month[at] : null;
        if (month?.number !== inMonth || !month) {
            const days = make("ol", { class: "days" });
            const text = inMonth !== null && label("month", inMonth);
            const heading = text && make("h3", {}, clock === "reported" ? text : make("a", { href: address("month", inMonth) }, text));
            month = { number: inMonth, days };
            year.element.append(make(heading ? "section" : "div", { class: "month" }, heading || null, days));
            day = null;
        }
        const plain = clock === "reported" || (!words && grain === "d");
        const said = (clock !== "reported" && words) || label({ d: "day", m: "month", y: "year" }[grain], { d: index.day[at], m: inMonth, y: number }[grain], true);
        const key = `${index.day[at]} ${said}`;
        if (day?.key !== key) {
            const when = plain ? make("time", { datetime: written("day", index.day[at]) }, said) : make("span", {}, said);
            const shape = plain ? "" : flags & 2 ? " span" : " soft";
            day = { key, entries: make("div", { class: "entries" }) };
            month.days.append(make("li", { class: `day${shape}` }, make("p", { class: "when" }, when), day.entries));
        }
        const card = cards.get(at);
        if (card) {
            const copy = card.cloneNode(true);
            day.entries.append(copy);
            return copy;
        }
        let rows = day.entries.lastElementChild;
        if (!rows?.matches(".lines")) day.entries.append((rows = make("ul", { class: "lines" })));
        const doubt = index.status[at] > "1" && index.statuses[index.status[at]][1];
        const notes = [doubt, flags & 1 && index.words.corrected].filter(Boolean).join(", ");
        const text = make("span", {}, make("a", { href: `${home}articles/${slug.replace("#", "/#")}${slug.includes("#") ? "" : "/"}` }, title));
        if (notes) text.append(" ", make("small", {}, notes));
        const row = make("li", {}, text);
        rows.append(row);
        if (newEntries.has(at)) mark(row);
        return row;
    };
    return write;
}

/** The controls say what is asked for. */
function reflect(chosen) {
    const { elements } = form;
    for (const name of ["from", "to", "importance", "order"]) elements[name].value = view[name];
    for (const name of ["from", "to"]) elements[name].removeAttribute("aria-invalid");
    elements.new.setAttribute("aria-pressed", view.new);
    choice?.querySelectorAll("input").forEach((input) => (input.checked = input.value === view.status));
    if (!index) return;
    const chips = chosen.map(({ name, kind, slug }) => [name, () => go({ names: view.names.filter((other) => other.kind !== kind || other.slug !== slug) })]);
    if (view.from || view.to) {
        const ends = [view.from, view.to].map((end) => end && label(parsed(end).unit, parsed(end).at));
        chips.push([ends[0] === ends[1] ? ends[0] : ends.join(" – "), () => go({ from: "", to: "" })]);
    }
    if (view.importance) chips.push([elements.importance.selectedOptions[0]?.text, () => go({ importance: "" })]);
    const box = form.querySelector(".chosen");
    box.hidden = chips.length === 0;
    box.querySelector("span").hidden = chosen.length < 2;
    box.querySelector("ul").replaceChildren(
        ...chips.map(([name, remove]) => {
            const button = make("button", { type: "button", "aria-label": fill(index.words.filter.remove, { name }) }, "×");
            button.addEventListener("click", () => {
                remove();
                find.focus();
            });
            return make("li", {}, name, " ", button);
        }),
    );
    elements.clear.hidden = !(isNarrowed() || view.from || view.to);
}

// The overview, from far and near.

const drawn = svg && { svg: [...svg.childNodes], ticks: [...(ticks?.childNodes ?? [])] };
const { width, height } = svg?.viewBox.baseVal ?? {};

/** What the drawing spans: its unit, and the first and last number of it. */
function scale() {
    if (!view.from && !view.to) return index.whole;
    const { unit, first, last } = index.whole;
    const [low, high] = asked();
    const [start, end] = [Math.max(low, Math.min(starts[unit](first), high)), Math.min(high, Math.max(starts[unit](last + 1) - 1, low))];
    const fine = end - start <= 92 ? "day" : end - start <= 180 * 30.5 ? "month" : "year";
    return { unit: fine, first: numbers[fine](start), last: numbers[fine](end) };
}

function draw(fitting) {
    if (!svg) return;
    const isNear = view.from || view.to;
    for (const name of ["earlier", "later", "out", "whole"]) zoom.querySelector(`[name=${name}]`).hidden = !isNear;
    zoom.querySelector("span").hidden = isNear;
    const isWhole = !fitting || !(isNarrowed() || isNear);
    // What else stands here is said of the whole; what stands above the drawing keeps its room, so that that does not move.
    overview.querySelectorAll(".moments, details").forEach((part) => (part.hidden = !isWhole));
    overview.querySelectorAll(".legend, .pins").forEach((part) => (part.style.visibility = isWhole ? "" : "hidden"));
    if (!isNear) ticks?.replaceChildren(...drawn.ticks);
    if (isWhole) {
        svg.replaceChildren(...drawn.svg);
        return;
    }
    const { unit, first, last } = scale();
    const count = (entries) => {
        const counts = new Map();
        const grains = { year: "dmy", month: "dm", day: "d" }[unit];
        for (const at of entries) {
            const number = index.number[unit][at];
            if (number >= first && number <= last && grains.includes(index.grain[at])) counts.set(number, (counts.get(number) ?? 0) + 1);
        }
        return counts;
    };
    const [all, some] = [count(index.pool), count(fitting)];
    const most = Math.max(...all.values(), 1);
    const step = width / (last - first + 1);
    const wide = Math.max(0.5, step - (step > 4 ? 1.5 : 0));
    const bars = (counts, kind) => {
        const bar = ([at, n]) => [(at - first) * step, Math.max(2, Math.sqrt(n / most) * (height - 2))];
        const path = [...counts].map(bar).map(([x, tall]) => `M${x} ${height}v${-tall}h${wide}v${tall}z`);
        return path.length ? [make("path", { class: `layer ${kind}`, d: path.join("") })] : [];
    };
    const columns = [...all.keys()].sort((a, b) => a - b).map((at) => {
        const said = `${label(unit, at)}: ${say(index.words.entries, some.get(at) ?? 0)}`;
        return make("a:a", { href: address(unit, at), "aria-label": said }, make("title", {}, said), make("rect", { x: (at - first) * step, width: step, height }));
    });
    const great = fitting.filter((at) => index.importance[at] === "5" && index.grain[at] !== "u").map((at) => index.number[unit][at]);
    const marks = great.filter((at) => at >= first && at <= last).map((at) => `M${(at - first + 0.5) * step} ${height}h.01`);
    if (marks.length) columns.push(make("path", { class: "marks", d: marks.join("") }));
    svg.replaceChildren(...bars(all, "rest"), ...bars(some, "some"), ...columns);
    if (!isNear) return;
    const room = svg.clientWidth / (unit === "month" ? 130 : 70);
    const every = [1, 2, 3, 6, 12, 24, 60, 120, 600, 1200].find((every) => (last - first + 1) / every <= room) ?? 6000;
    const marked = range(first, last).filter((at) => (at - first) % every === 0 && (at - first) * step < width * (1 - 0.8 / room));
    ticks?.replaceChildren(...marked.map((at) => make("li", { style: `--at:${(((at - first) * step) / width) * 100}%` }, make("span", {}, label(unit, at, true)))));
}

/** Looks at the span from one number of a unit to another; at the whole, if that is what it comes to. */
function look(unit, first, last) {
    const { whole: all } = index;
    const isAll = starts[unit](first) <= starts[all.unit](all.first) && starts[unit](last + 1) >= starts[all.unit](all.last + 1);
    return go(isAll ? { from: "", to: "" } : { from: written(unit, first), to: written(unit, last) });
}

/** The span in the unit it was said in, so that the quarter after April to June is July to September. */
function steps() {
    const { unit, first, last } = scale();
    const ends = [view.from, view.to].map(parsed);
    const finest = UNITS[Math.max(...ends.map((end) => UNITS.indexOf(end?.unit ?? "year")))];
    return ends.every(Boolean) ? { unit: finest, first: numbers[finest](starts[unit](first)), last: numbers[finest](starts[unit](last + 1) - 1) } : { unit, first, last };
}

async function turnTo(way) {
    await data();
    if (way === "whole") return go({ from: "", to: "" });
    const { unit, first, last } = way === "in" ? scale() : steps();
    const count = last - first + 1;
    if (way === "in") return count > 1 && look(unit, first + Math.floor(count / 4), last - Math.floor(count / 4) - (count === 2 || count === 3 ? 1 : 0));
    if (way === "out") return look(unit, first - count, last + count);
    const by = way === "earlier" ? -count : count;
    return go({ from: written(unit, first + by), to: written(unit, last + by) });
}

if (svg) {
    const failing = (work) => work.catch(() => (status.textContent = form.dataset.failed));
    zoom.addEventListener("click", ({ target }) => target.name && failing(turnTo(target.name)));
    let from = null;
    let brush = null;
    const at = ({ clientX }) => {
        const box = svg.getBoundingClientRect();
        const x = Math.min(Math.max((clientX - box.left) / box.width, 0), 1);
        return document.dir === "rtl" ? 1 - x : x;
    };
    const leave = () => {
        brush?.remove();
        from = brush = null;
    };
    svg.addEventListener("dragstart", (event) => event.preventDefault());
    svg.addEventListener("pointerdown", (event) => {
        if (event.button !== 0 || !event.isPrimary) return;
        from = { x: at(event), clientX: event.clientX };
    });
    svg.addEventListener("pointermove", (event) => {
        if (!from || (!brush && Math.abs(event.clientX - from.clientX) < 6)) return;
        if (!brush) {
            failing(data());
            svg.append((brush = make("rect", { class: "brush", height })));
            svg.setPointerCapture(event.pointerId);
        }
        const x = [from.x, at(event)].sort((a, b) => a - b);
        brush.setAttribute("x", x[0] * width);
        brush.setAttribute("width", (x[1] - x[0]) * width);
    });
    svg.addEventListener("pointerup", (event) => {
        if (brush) {
            const ends = [from.x, at(event)].sort((a, b) => a - b);
            // The click that follows is the brush's, and no link's.
            addEventListener("click", (click) => svg.contains(click.target) && click.preventDefault(), { capture: true, once: true });
            failing(
                data().then(() => {
                    const { unit, first, last } = scale();
                    const number = (x) => Math.min(first + Math.floor(x * (last - first + 1)), last);
                    return look(unit, number(ends[0]), number(ends[1]));
                }),
            );
        }
        leave();
    });
    svg.addEventListener("pointercancel", leave);
    svg.addEventListener("keydown", async (event) => {
        const bar = event.target.closest("a");
        const towards = { ArrowLeft: -1, ArrowRight: 1 }[event.key] * (document.dir === "rtl" ? -1 : 1);
        if (!bar || event.ctrlKey || event.metaKey || event.altKey) return;
        if (towards) {
            const bars = [...svg.querySelectorAll("a")];
            bars[bars.indexOf(bar) + towards]?.focus();
        } else if (event.key === "+" || event.key === "=") {
            const [, year, month, day] = bar.getAttribute("href").match(/(-?\d{4,})\/(?:(\d\d)\/)?(?:#d(\d+))?$/);
            const near = [year, month, day?.padStart(2, 0)].filter(Boolean).join("-");
            await go({ from: near, to: near });
            svg.querySelector("a")?.focus();
        } else if (event.key === "-" || event.key === "Escape") {
            if (!view.from && !view.to) return;
            await turnTo(event.key === "-" ? "out" : "whole");
            svg.querySelector("a")?.focus();
        } else {
            return;
        }
        event.preventDefault();
    });
}

// Names as one types: a combobox with a list, as the ARIA Authoring Practices have it.

let offered = [];
let active = -1;

const close = () => {
    list.hidden = true;
    active = -1;
    find.setAttribute("aria-expanded", "false");
    find.removeAttribute("aria-activedescendant");
};

async function offer() {
    const all = await allNames().catch(() => null);
    if (!all) return void (status.textContent = form.dataset.failed);
    if (document.activeElement !== find) return;
    const words = bare(find.value).split(" ").filter(Boolean);
    const has = (spelled) => words.every((word) => (/^[\x20-\u02af]/.test(word) ? ` ${spelled}`.includes(` ${word}`) : spelled.includes(word)));
    const isChosen = ({ kind, slug }) => view.names.some((name) => name.kind === kind && name.slug === slug);
    const fitting = [];
    for (const name of all) {
        const how = name.spelled.findIndex(has);
        if (how < 0 || isChosen(name)) continue;
        const count = hits ? name.at.reduce((sum, at) => sum + (hits.has(at) ? 1 : 0), 0) : name.at.length;
        fitting.push({ ...name, count, as: how > 0 && name.also[how - 1], far: !name.spelled[how].startsWith(words[0] ?? "") });
    }
    fitting.sort((a, b) => (a.count === 0) - (b.count === 0) || a.far - b.far || b.count - a.count || (a.name < b.name ? -1 : 1));
    offered = fitting.slice(0, NAMES);
    const options = offered.map(({ name, as, singular, count }, at) =>
        make("li", { role: "option", id: `found-${at}`, "aria-selected": "false" }, make("span", {}, name, as ? " " : null, as ? make("span", { class: "native" }, as) : null), make("small", {}, `${singular}, ${say(index.words.entries, count)}`)),
    );
    list.replaceChildren(...(options.length ? options : [make("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, index.words.filter.no_name)]));
    list.hidden = false;
    find.setAttribute("aria-expanded", "true");
    point(-1);
}

function point(to) {
    active = to;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", at === to));
    if (to < 0) return find.removeAttribute("aria-activedescendant");
    find.setAttribute("aria-activedescendant", `found-${to}`);
    list.children[to].scrollIntoView({ block: "nearest" });
}

function choose(at) {
    const name = offered[at];
    if (!name || list.hidden) return;
    find.value = "";
    close();
    go({ names: [...view.names, { kind: name.kind, slug: name.slug }] });
}

find.addEventListener("input", offer);
find.addEventListener("click", offer);
find.addEventListener("blur", close);
list.addEventListener("pointerdown", (event) => event.preventDefault());
list.addEventListener("click", ({ target }) => choose([...list.children].indexOf(target.closest("[role=option]"))));
find.addEventListener("keydown", async (event) => {
    if (event.isComposing) return;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) await offer();
        if (offered.length && !event.altKey) point((active + (key === "ArrowDown" ? 1 : active < 0 ? 0 : -1) + offered.length) % offered.length);
    } else if (key === "Enter") {
        event.preventDefault();
        choose(Math.max(active, 0));
    } else if (key === "Escape") {
        if (list.hidden && !find.value) find.blur();
        if (list.hidden) find.value = "";
        close();
    } else if (key === "Backspace" && !find.value && view.names.length) {
        go({ names: view.names.slice(0, -1) });
    }
});

// The other controls.

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", ({ target }) => {
    const { name, value } = target;
    if (name === "from" || name === "to") {
        const isWrong = value.trim() && !parsed(value);
        target.setAttribute("aria-invalid", Boolean(isWrong));
        if (!isWrong) go({ [name]: value.trim() });
    } else if (name === "importance" || name === "order") {
        go({ [name]: value });
    } else if (name === "single") {
        kept("keys", target.checked);
    }
});
choice?.addEventListener("change", ({ target }) => go({ status: target.value }));
form.addEventListener("click", ({ target }) => {
    const { name } = target;
    if (name === "new") go({ new: !view.new });
    if (name === "keys") help.showModal();
    if (name === "close") help.close();
    if (name === "clear") {
        go({ names: [], status: "", importance: "", from: "", to: "", new: false });
        find.focus();
    }
});
form.addEventListener("focusin", () => allNames().catch(() => {}), { once: true });
addEventListener("popstate", () => {
    if (location.search === searched) return;
    searched = location.search;
    view = read();
    show();
});

// New since you were here: what stood on this page when it was last looked at is kept on the device, and nowhere else.

const newEntries = new Set();
const device = visit();

function visit() {
    const key = location.pathname;
    const now = Date.now();
    const ids = [...page.querySelectorAll(".card")].map(({ id }) => id);
    const before = kept(key);
    // A visit lasts until nothing has been opened for half an hour.
    const isSame = before && now - before.last < 18e5;
    const seen = isSame ? before.seen : before?.ids;
    const since = isSame ? before.since : before && Math.floor(before.last / 864e5);
    kept(key, { ids, last: now, seen, since });
    return { since, fresh: seen && new Set(ids.filter((id) => !seen.includes(id))) };
}

function mark(entry) {
    entry.classList.add("fresh");
    linkOf(entry)?.prepend(make("span", { class: "vh" }, `${form.dataset.newMark} `));
}

function tellNew(count) {
    const { new: button } = form.elements;
    button.hidden = !count && !view.new;
    button.textContent = fill(form.dataset.new, { count });
    button.setAttribute("aria-label", fill(form.dataset.newSince, { count }));
}

// Keys.

const help = form.querySelector("dialog");
const ENTRY = ".card, .entries > .lines > li";
const linkOf = (entry) => entry?.querySelector(":is(h2, h3, h4, h5, h6) > a, span > a");

function step(by) {
    const entries = [...document.querySelectorAll("main > .timeline :is(.card, .entries > .lines > li)")].filter((entry) => entry.checkVisibility());
    const here = document.activeElement?.closest(ENTRY);
    const below = entries.findIndex((entry) => entry.getBoundingClientRect().top > 8);
    const at = here ? entries.indexOf(here) + by : by > 0 ? below : (below < 0 ? entries.length : below) - 1;
    const entry = entries[at];
    if (!entry && by > 0) return document.querySelector("main > .timeline > .more button")?.click();
    entry?.scrollIntoView({ block: "start" });
    linkOf(entry)?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open || kept("keys") === false) return;
    if (target.matches("input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]")) return;
    const does = { j: () => step(1), k: () => step(-1), "/": () => find.focus(), "?": () => help.showModal() }[key];
    if (!does) return;
    event.preventDefault();
    does();
});

form.elements.single.checked = kept("keys") !== false;
document.querySelectorAll("main > .timeline .card").forEach((card) => device.fresh?.has(card.id) && mark(card));
tellNew(device.fresh?.size ?? 0);
choice?.classList.replace("choice", "statuses");
document.body.classList.add("scripted");
if (isAsked()) show();
else reflect([]);
