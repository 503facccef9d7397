// The timeline and the indexes where scripts run: what a reader narrows, draws and types, by pointer and by keyboard alone.

import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { join } from "node:path";
import { open } from "./browser.mjs";
import { sideways, violations } from "./look.mjs";

/** All that the filter is to do, on a site of the demonstration. */
export async function filters(browser, checks, site) {
    const about = { browser, site, checks };
    await withoutScripts(about);
    await byName(about);
    await byKeyboard(about);
    await keys(about);
    await brush(about);
    await overviewKeys(about);
    await rest(about);
    await isNew(about);
    await reported(about);
    await index(about);
    await opened(about);
    await bytes(about);
}

const KIM = "people=kim-jong-un";

/** A page in a context of its own, which is closed when the work is done; what it says on the console is a fault. */
async function on({ browser, site, checks }, address, options, work) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const { page, faults } = await open(context, site.url(address));
    await work(page, context);
    checks.check(`/${address}: quiet while it is filtered`, faults);
    await context.close();
}

const entries = (page) => page.locator("main > .timeline :is(.card > :is(h3, h4) > a, .entries > .lines > li a)");
const titles = (page) => entries(page).allTextContents();
const said = (page) => page.locator(".filter [role=status]").textContent();
const query = (page) => new URL(page.url()).search;
const counted = async (page) => Number((await said(page)).match(/^\d+/)?.[0]);

/** Until the filter has said how many entries fit. */
const told = (page, text = /^\d/) => page.waitForFunction(([pattern]) => new RegExp(pattern).test(document.querySelector(".filter [role=status]").textContent), [text.source], { timeout: 20000 });

const same = (what, is, wanted) => (JSON.stringify(is) === JSON.stringify(wanted) ? null : `${what}: ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`);

/** What the site's own data says of its entries. */
async function truth(site) {
    const { entries } = JSON.parse(await readFile(join(site.folder, "timeline.json"), "utf8"));
    const people = await readFile(join(site.folder, "people/kim-jong-un/index.html"), "utf8");
    return { entries, kim: Number(people.match(/<p class="total"><span>(\d+) entries/)[1]) };
}

async function withoutScripts(about) {
    await on(about, `?${KIM}`, { javaScriptEnabled: false }, async (page) => {
        const all = await entries(page).count();
        const dead = await page.locator(".filter, .zoom, .narrowed").evaluateAll((parts) => parts.filter((part) => part.checkVisibility()).length);
        const shift = await page.locator(".choice").isVisible();
        about.checks.check("without scripts: everything is there, and no control that does nothing", [
            same("entries", all, 100),
            same("controls seen", dead, 0),
            shift ? null : "the choice of a status is not there",
        ]);
    });
    await on(about, "people/kim-jong-un/", { javaScriptEnabled: false }, async (page) => {
        about.checks.check("without scripts: no link to a narrowed timeline", (await page.locator(".narrowed").isVisible()) ? "it is there" : null);
    });
}

async function byName(about) {
    const { site, checks } = about;
    const { entries: all, kim } = await truth(site);
    await on(about, `?${KIM}`, {}, async (page) => {
        await told(page);
        checks.check("a person in the address narrows the timeline to their entries", [
            same("said", await said(page), `${kim} of ${all.length} entries`),
            (await page.locator(".chosen li").textContent()).startsWith("Kim Jong Un") ? null : "the chip does not name them",
        ]);
        const shown = await entries(page).count();
        await page.locator("main > .timeline > .more button").click();
        await page.waitForFunction((shown) => document.querySelectorAll("main > .timeline :is(.card, .entries > .lines > li)").length > shown, shown);
        const focused = await page.evaluate(() => document.activeElement.closest(".card, .lines > li") !== null);
        checks.check("more of them on demand, and the focus goes there", focused ? null : "it does not");

        await page.locator("#find").fill("moon jae");
        await page.locator("#found [role=option]").first().click();
        await page.waitForURL(/moon-jae-in/);
        const both = all.filter(({ people = [] }) => ["Kim Jong Un", "Moon Jae-in"].every((name) => people.some((person) => person.name === name)));
        await told(page, new RegExp(`^(?!${kim} )\\d`));
        const count = await counted(page);
        // A timeline has whom an article quotes too, so there can be more than the lists say.
        checks.check("two names are both of them", [
            count >= both.length && count < kim ? null : `${count} entries; the lists have ${both.length}`,
            (await page.locator(".chosen").textContent()).includes("With all of") ? null : "it is not said",
        ]);

        await page.locator(".statuses [value=confirmed]").check();
        await page.waitForURL(/status=confirmed/);
        await page.locator(".tools summary").click();
        await page.locator("[name=importance]").selectOption("5");
        await page.waitForURL(/importance=5/);
        await page.locator("[name=order]").selectOption("oldest");
        await page.waitForURL(/order=oldest/);
        await page.waitForTimeout(200);
        const years = await page.locator("main > .timeline > .year > h2").allTextContents();
        const greatest = all.filter(({ importance, status }) => importance === 5 && status === "confirmed");
        checks.check("status, importance and order join in", [
            same("years", years, [...years].sort()),
            (await titles(page)).every((title) => greatest.some((entry) => entry.title === title)) ? null : `others are shown: ${await titles(page)}`,
            same("address", query(page), `?${KIM},moon-jae-in&status=confirmed&importance=5&order=oldest`),
        ]);
        const view = { address: page.url(), titles: await titles(page), said: await said(page) };

        for (let back = 0; back < 4; back += 1) await page.goBack();
        await told(page, new RegExp(`^${kim} `));
        checks.check("back to where it began", [same("address", query(page), `?${KIM}`), same("chips", await page.locator(".chosen li").count(), 1)]);
        await page.goForward();
        await told(page, new RegExp(`^(?!${kim} )\\d`));
        checks.check("and forward again", same("chips", await page.locator(".chosen li").count(), 2));

        await page.goto(view.address);
        await told(page);
        checks.check("a view can be sent: opened anew, it is the same", [
            same("said", await said(page), view.said),
            same("entries", await titles(page), view.titles),
            same("status chosen", await page.locator(".statuses :checked").inputValue(), "confirmed"),
        ]);
        await page.locator("[name=clear]").click();
        await page.waitForFunction(() => !location.search.includes("people"));
        checks.check("cleared, all is there", same("address", query(page), "?order=oldest"));
    });
    await on(about, "?topics=no-such-topic", {}, async (page) => {
        await told(page);
        checks.check("what nothing fits says so", [
            same("said", await said(page), `0 of ${all.length} entries`),
            (await page.locator("main > .timeline .empty").isVisible()) ? null : "there is no word of it on the timeline",
        ]);
    });
    await on(about, "?utm_source=letter&from=2018-13", {}, async (page) => {
        await page.locator(".statuses [value=disputed]").check();
        await told(page);
        checks.check("what of the address is not the filter's stays, and what is no date is none", same("address", query(page), "?utm_source=letter&status=disputed"));
    });
}

async function byKeyboard(about) {
    const { checks } = about;
    await on(about, "", { viewport: { width: 390, height: 800 } }, async (page) => {
        await page.keyboard.press("/");
        const focused = await page.evaluate(() => document.activeElement.id);
        await page.keyboard.type("antonio");
        await page.locator("#found [role=option]").first().waitFor();
        const spoken = await page.evaluate(() => ({ name: document.querySelector("#found [role=option]").textContent, expanded: document.querySelector("#find").getAttribute("aria-expanded") }));
        await page.keyboard.press("ArrowDown");
        const active = await page.evaluate(() => document.getElementById(document.querySelector("#find").getAttribute("aria-activedescendant"))?.getAttribute("aria-selected"));
        await page.keyboard.press("Enter");
        await told(page);
        checks.check("/ and a name without its accent and Enter", [
            same("focus", focused, "find"),
            spoken.name.startsWith("António Guterres") ? null : `the first name offered is ${spoken.name}`,
            same("expanded", spoken.expanded, "true"),
            same("the active option is selected", active, "true"),
            same("address", query(page), "?people=antonio-guterres"),
            (await counted(page)) > 0 ? null : "nothing is shown",
        ]);
        await page.keyboard.type("문재인");
        await page.locator("#found [role=option]").first().waitFor();
        checks.check("a name in its own script is found", (await page.locator("#found").textContent()).includes("Moon Jae-in") ? null : await page.locator("#found").textContent());
        await page.keyboard.press("Escape");
        const closed = await page.locator("#found").isHidden();
        await page.keyboard.press("Escape");
        const empty = await page.locator("#find").inputValue();
        await page.keyboard.press("Backspace");
        await page.waitForURL((url) => url.search === "");
        checks.check("Esc closes, then empties; Backspace takes the last name away", [closed ? null : "the list stays", same("text", empty, "")]);
        await page.keyboard.press("Escape");
        checks.check("Esc leaves the filter", same("focus", await page.evaluate(() => document.activeElement.tagName), "BODY"));
    });
}

async function keys(about) {
    const { checks } = about;
    const at = (page) => page.evaluate(() => document.activeElement.closest(".card, .lines > li")?.textContent.trim().slice(0, 60));
    await on(about, "", {}, async (page) => {
        const [first, second] = await titles(page);
        await page.keyboard.press("j");
        const one = await at(page);
        await page.keyboard.press("j");
        const two = await at(page);
        const seen = await page.evaluate(() => document.activeElement.getBoundingClientRect().top > 0 && document.activeElement.getBoundingClientRect().bottom < innerHeight);
        await page.keyboard.press("k");
        checks.check("j and k go from entry to entry", [
            one?.includes(first.slice(0, 20)) ? null : `the first is ${one}`,
            two?.includes(second.slice(0, 20)) ? null : `the second is ${two}`,
            same("back", await at(page), one),
            seen ? null : "it is not in view",
        ]);
        await page.keyboard.press("?");
        const isOpen = await page.locator(".filter dialog").isVisible();
        await page.keyboard.press("j");
        await page.locator("[name=single]").uncheck();
        await page.keyboard.press("Escape");
        const isShut = await page.locator(".filter dialog").isHidden();
        const before = await at(page);
        await page.keyboard.press("j");
        checks.check("? shows the keys, Esc closes it, and single keys can be turned off", [isOpen ? null : "? does nothing", isShut ? null : "Esc does nothing", same("j turned off", await at(page), before)]);
    });
}

async function brush(about) {
    const { site, checks } = about;
    const { entries: all } = await truth(site);
    const inMay = all.filter(({ earliest, latest }) => (!earliest || earliest <= "2018-05-31") && (!latest || latest >= "2018-05-01") && (earliest || latest)).length;
    for (const pointer of ["mouse", "touch"]) {
        await on(about, "", pointer === "touch" ? { viewport: { width: 390, height: 800 }, hasTouch: true } : {}, async (page, context) => {
            const box = await page.locator(".overview svg").boundingBox();
            // January 2018 to June 2020: thirty months, of which May 2018 is the fifth.
            const x = (month) => box.x + (box.width * month) / 30;
            const y = box.y + box.height / 2;
            if (pointer === "mouse") {
                await page.mouse.move(x(4.1), y);
                await page.mouse.down();
                for (const month of [4.4, 4.6, 4.9]) await page.mouse.move(x(month), y);
                await page.mouse.up();
            } else {
                const session = await context.newCDPSession(page);
                const touch = (type, month) => session.send("Input.dispatchTouchEvent", { type, touchPoints: month ? [{ x: x(month), y }] : [] });
                await touch("touchStart", 4.1);
                for (const month of [4.3, 4.5, 4.7, 4.9]) await touch("touchMove", month);
                await touch("touchEnd");
            }
            await page.waitForURL(/from=/);
            await told(page);
            const bars = await page.locator(".overview svg a").evaluateAll((bars) => bars.map((bar) => bar.getAttribute("href")));
            checks.check(`a month drawn over by ${pointer} is looked at by its days`, [
                same("address", query(page), "?from=2018-05&to=2018-05"),
                same("said", await said(page), `${inMay} of ${all.length} entries`),
                bars.length > 5 && bars.every((href) => /\/2018\/05\/#d\d+$/.test(href)) ? null : `bars: ${bars}`,
            ]);
            const missing = await page.evaluate(async (bars) => {
                const month = new DOMParser().parseFromString(await (await fetch(bars[0])).text(), "text/html");
                return bars.filter((href) => !month.getElementById(href.split("#")[1]));
            }, bars);
            checks.check(`and each bar leads to its day (${pointer})`, missing);
            await page.locator(".zoom [name=later]").click();
            await page.waitForURL(/from=2018-06&to=2018-06/);
            await page.locator(".zoom [name=out]").click();
            await page.waitForURL(/from=2018-05&to=2018-07/);
            await page.locator(".zoom [name=whole]").click();
            await page.waitForURL((url) => url.search === "");
            checks.check(`later, farther, the whole (${pointer})`, same("bars", await page.locator(".overview svg a").count(), 29));
        });
    }
    await on(about, "", {}, async (page) => {
        await page.locator('.overview svg a[href$="/2018/05/"]').click();
        await page.waitForURL(/\/2018\/05\/$/);
        checks.check("a click on a bar is a link still", null);
    });
}

async function overviewKeys(about) {
    const { checks } = about;
    await on(about, "", {}, async (page) => {
        await page.locator('.overview svg a[href$="/2018/04/"]').focus();
        await page.keyboard.press("ArrowRight");
        const href = await page.evaluate(() => document.activeElement.getAttribute("href"));
        await page.keyboard.press("+");
        await page.waitForURL(/from=2018-05&to=2018-05/);
        // The bars of days are there, and one of them has the focus.
        const stays = await page.waitForFunction(() => document.activeElement.getAttribute("href")?.includes("#d")).then(() => true);
        await page.keyboard.press("-");
        await page.waitForURL(/from=2018-04&to=2018-06/);
        await page.waitForFunction(() => document.activeElement.getAttribute("href")?.includes("/2018/04/#d"));
        await page.keyboard.press("Escape");
        await page.waitForURL((url) => url.search === "");
        checks.check("the overview by arrow keys, + and −, Esc", [href?.endsWith("/2018/05/") ? null : `the arrow leads to ${href}`, stays ? null : "the focus is lost"]);
        await page.locator(".tools summary").click();
        await page.locator("[name=from]").fill("2018-06");
        await page.locator("[name=to]").fill("2018");
        await page.locator("[name=to]").press("Tab");
        await page.waitForURL(/from=2018-06&to=2018/);
        await told(page);
        await page.locator("[name=to]").fill("some day");
        await page.locator("[name=to]").press("Tab");
        checks.check("a span in words, and what is none is marked", [
            (await page.locator("[name=to]").getAttribute("aria-invalid")) === "true" ? null : "a date that is none is not marked",
            same("address", query(page), "?from=2018-06&to=2018"),
        ]);
    });
}

/** Nothing is moved when the script runs. */
async function rest(about) {
    for (const width of [1280, 390]) {
        const context = await about.browser.newContext({ viewport: { width, height: 900 } });
        await context.addInitScript(() => {
            window.moved = [];
            new PerformanceObserver((list) => window.moved.push(...list.getEntries().map(({ value }) => value))).observe({ type: "layout-shift", buffered: true });
        });
        const page = await context.newPage();
        // As on a slow line: the page is painted before its script is there.
        await context.route("**/timeline.*.js", async (route) => {
            await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
            await route.continue();
        });
        await page.goto(about.site.url(""), { waitUntil: "commit" });
        await page.waitForFunction(() => document.body.classList.contains("scripted"));
        await page.waitForTimeout(300);
        const { moved, isLate } = await page.evaluate(() => {
            const script = performance.getEntriesByType("resource").find(({ name }) => /\/timeline\.[^/]*\.js$/.test(name));
            const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
            return { moved: window.moved.reduce((sum, value) => sum + value, 0), isLate: painted < script.responseEnd };
        });
        about.checks.check(`at ${width}: nothing moves when the script comes`, [
            isLate ? null : "the script was there before the page was painted, so nothing is known",
            moved === 0 ? null : `layout shift ${moved}`,
        ]);
        await context.close();
    }
}

async function isNew(about) {
    const { site, checks } = about;
    const context = await about.browser.newContext({ viewport: { width: 390, height: 900 } });
    const sent = [];
    const { page, faults } = await open(context, site.url(""));
    page.on("request", (request) => sent.push(`${request.url()} ${request.postData() ?? ""}`));
    const first = await page.locator(".fresh").count();
    // Two of the entries had not come yet when the reader was here, two days ago.
    const hidden = await page.evaluate(() => {
        const key = `dateline:${location.pathname}`;
        const kept = JSON.parse(localStorage.getItem(key));
        const hidden = kept.ids.splice(3, 2);
        localStorage.setItem(key, JSON.stringify({ ...kept, last: Date.now() - 1728e5 }));
        return hidden;
    });
    await page.reload();
    const marked = await page.locator(".fresh").evaluateAll((cards) => cards.map(({ id }) => id));
    const button = page.locator(".filter [name=new]");
    const label = await button.textContent();
    await button.click();
    await told(page, /^2 /);
    checks.check("new since you were here", [
        same("on the first visit", first, 0),
        same("marked", marked, hidden),
        same("the button", label, "2 new"),
        same("address", query(page), "?new=1"),
        same("entries", await entries(page).count(), 2),
        ...sent.filter((request) => hidden.some((id) => request.includes(id)) || request.includes("localStorage")),
    ]);
    await page.goto(site.url(""));
    checks.check("they stay new for the whole visit", same("marked", await page.locator(".fresh").count(), 2));
    checks.check("quiet while it is remembered", faults);
    await context.close();
}

async function reported(about) {
    const { checks } = about;
    await on(about, `reported/?${KIM}&order=oldest`, {}, async (page) => {
        await told(page);
        const days = await page.locator("main > .timeline time[datetime]").evaluateAll((times) => times.filter((time) => time.closest(".when")).map((time) => time.dateTime));
        checks.check("as reported: articles alone, by the day they were reported", [
            (await said(page)).endsWith(" of 126 entries") ? null : await said(page),
            days.length > 10 ? null : `${days.length} days`,
            same("days in order", days, [...days].sort()),
        ]);
    });
}

async function index(about) {
    const { checks } = about;
    await on(about, "people/", {}, async (page) => {
        const shown = () => page.locator(".register li").evaluateAll((lines) => lines.filter((line) => line.checkVisibility()).map((line) => line.querySelector("a").textContent));
        const all = await shown();
        await page.keyboard.press("/");
        await page.keyboard.type("김정");
        const some = await shown();
        await page.locator("#find").fill("");
        await page.locator("[name=sort]").selectOption("activity");
        const counts = await page.locator(".register li .n").allTextContents();
        const numbers = counts.map((text) => Number(text.match(/\d+/)));
        const address = query(page);
        await page.reload();
        const again = await shown();
        await page.locator("[name=sort]").selectOption("");
        checks.check("an index: narrowed by a name in its own script, ordered by activity", [
            some.includes("Kim Jong Un") && some.length < 5 ? null : `shown: ${some}`,
            same("counts", numbers, [...numbers].sort((a, b) => b - a)),
            same("address", address, "?sort=activity"),
            same("opened anew", again[0], "Kim Jong Un"),
            same("by letter again", await shown(), all),
        ]);
    });
}

async function opened({ browser, site, checks }) {
    for (const colorScheme of ["light", "dark"]) {
        for (const width of [1280, 390, 320]) {
            const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
            const { page } = await open(context, site.url(`?${KIM}&from=2018-04&to=2018-06&importance=4`));
            await told(page);
            await page.locator(".tools summary").click();
            await page.locator("#find").fill("moon");
            await page.locator("#found [role=option]").first().waitFor();
            await page.keyboard.press("ArrowDown");
            checks.check(`the filter open at ${width}, ${colorScheme}: axe`, await violations(page));
            checks.check(`the filter open at ${width}, ${colorScheme}: not wider than the screen`, await sideways(page));
            await page.keyboard.press("Escape");
            await page.locator("[name=keys]").click();
            checks.check(`the keys at ${width}, ${colorScheme}: axe`, await violations(page));
            await context.close();
        }
    }
}

/** Scripts before the reader acts, and what a page of the first hundred entries weighs. */
async function bytes({ browser, site, checks }) {
    const context = await browser.newContext();
    const { page } = await open(context, site.url(""));
    const loaded = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
    const size = async (name) => gzipSync(await readFile(join(site.folder, decodeURIComponent(new URL(name).pathname)))).length;
    const sizes = await Promise.all([`${site.origin}/index.html`, ...loaded].map(async (name) => [name, await size(name)]));
    const sum = (pattern) => sizes.filter(([name]) => pattern.test(name)).reduce((sum, [, size]) => sum + size, 0);
    checks.check("scripts are at most 12 kB before the reader acts, style as much, the page with both 60 kB", [
        sum(/\.js$/) > 0 && sum(/\.js$/) <= 12000 ? null : `scripts: ${sum(/\.js$/)}`,
        sum(/\.css$/) <= 12000 ? null : `style: ${sum(/\.css$/)}`,
        sum(/\.(js|css|html)$/) <= 60000 ? null : `in all ${sum(/\.(js|css|html)$/)}`,
        ...loaded.filter((name) => name.includes("/data/")).map((name) => `${name} is read before anybody asks for it`),
    ]);
    await context.close();
}
