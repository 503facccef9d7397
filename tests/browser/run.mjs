// The built demonstration site in a real browser: `node run.mjs --dateline BINARY --root SITE --work FOLDER`.
// The site is built twice, for the root of a host and for a folder of one, each at the address it is served at.

import { join } from "node:path";
import { parseArgs } from "node:util";
import { each, launch, laidOut, open } from "./browser.mjs";
import { Checks } from "./checks.mjs";
import { filters } from "./filter.mjs";
import { accessible, sideways, violations } from "./look.mjs";
import { built, sample } from "./site.mjs";

const { values: given } = parseArgs({ options: { dateline: { type: "string" }, root: { type: "string" }, work: { type: "string" } } });
const checks = new Checks("browser");
const began = Date.now();
const heading = (text) => console.log(`[${Math.round((Date.now() - began) / 1000)} s] ${text}`);

const languages = await Promise.all(
    ["ar", "de"].map((language) => built({ ...given, root: join(import.meta.dirname, "../sites", `language-${language}`), folder: join(given.work, language), base: "/" })),
);
const [atRoot, inFolder] = await Promise.all(
    [["root", "/"], ["folder", "/korea/"]].map(([name, base]) => built({ ...given, folder: join(given.work, name), base })),
);
const browser = await launch();
try {
    heading("axe finds a fault where there is one");
    await axeSees();
    heading("accessibility: WCAG 2.2 AA by axe, wide and narrow, light and dark");
    for (const colorScheme of ["light", "dark"]) {
        for (const width of [1280, 390]) await accessible(browser, checks, atRoot, { width, colorScheme });
    }
    heading("the skip link, by keyboard");
    await skips(atRoot);
    heading("every page at 320 pixels: quiet, alone, not wider than the screen, one h1");
    await every(atRoot);
    heading("notes: in the margin where there is room, at the foot elsewhere and in print");
    await notes(atRoot);
    heading("a choice among what is certain and what is not, without a script");
    await choice(atRoot);
    heading("sites in Arabic and in German");
    for (const site of languages) {
        await every(site);
        for (const colorScheme of ["light", "dark"]) await clean(site, colorScheme);
    }
    await mirrored(languages[0]);
    heading("the timeline filtered, drawn over, gone through by keys");
    await filters(browser, checks, atRoot);
    heading("old addresses lead on");
    await redirects(inFolder);
    heading("under a folder of a host");
    await under(inFolder);
    heading("an address that is not there");
    await missing(atRoot);
    await missing(inFolder);
} finally {
    await browser.close();
    atRoot.close();
    inFolder.close();
    languages.forEach((site) => site.close());
}
heading("done");
checks.end();

async function axeSees() {
    const page = await browser.newPage();
    await page.setContent(
        '<!doctype html><html lang="en"><title>x</title><main><h1>x</h1><p style="color:#999;background:#fff">pale</p><img src="data:,">' +
            '<button style="width:9px;height:9px;padding:0" aria-label="a"></button><button style="width:9px;height:9px;padding:0" aria-label="b"></button>',
    );
    const found = (await violations(page)).join("\n");
    const looked = ["color-contrast", "image-alt", "target-size"];
    checks.check("axe sees a pale word, a picture without words and a small button", looked.filter((rule) => !found.includes(`${rule}:`)));
    await page.close();
}

/** Every page of a small site, by axe. */
async function clean(site, colorScheme) {
    const context = await browser.newContext({ viewport: { width: 390, height: 900 }, colorScheme });
    await each(site.pages, async ({ page: address }) => {
        const { page } = await open(context, site.url(address));
        const lang = await page.evaluate(() => document.documentElement.lang);
        checks.check(`/${address} in ${lang}, ${colorScheme}: axe`, await violations(page));
        await page.close();
    });
    await context.close();
}

/** What runs from left to right elsewhere runs from right to left, and what is in English says so. */
async function mirrored(site) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    // An embed has neither masthead nor rail.
    await each(site.pages.filter(({ page }) => !page.endsWith("embed.html")), async ({ page: address }) => {
        const { page } = await open(context, site.url(address));
        await laidOut(page);
        const seen = await page.evaluate(() => {
            const box = (element) => element.getBoundingClientRect();
            const english = document.documentElement.lang === "en";
            const spaced = [...document.querySelectorAll("*")].filter((element) => element.matches(":lang(ar)") && parseFloat(getComputedStyle(element).letterSpacing) > 0);
            const rails = [...document.querySelectorAll(".day")].map((day) => box(day.querySelector(".when")).left >= box(day.querySelector(".entries")).right);
            const ticks = [...document.querySelectorAll(".ticks")].map((row) => [...row.children].map((tick) => box(tick).right));
            const flipped = [...document.querySelectorAll(".overview svg, .sparkline svg, .company svg")].every((svg) => new DOMMatrix(getComputedStyle(svg).transform).a === -1);
            return { english, dir: document.documentElement.dir, masthead: getComputedStyle(document.querySelector(".masthead")).direction, spaced: spaced.length, rails, ticks, flipped };
        });
        checks.check(`/${address}: from right to left`, [
            seen.dir === (seen.english ? "ltr" : "rtl") ? null : `dir is ${seen.dir}`,
            seen.masthead === "rtl" ? null : "the words of the site run from left to right",
            seen.spaced === 0 ? null : `${seen.spaced} elements have space between letters that join`,
            seen.english || seen.rails.every(Boolean) ? null : "a day does not stand to the right of its entries",
            seen.english || seen.ticks.every((row) => row.every((right, at) => at === 0 || right < row[at - 1])) ? null : `the years run from left to right: ${JSON.stringify(seen.ticks)}`,
            seen.english || seen.flipped ? null : "a drawing of time runs from left to right",
        ]);
        await page.close();
    });
    await context.close();
}

async function skips(site) {
    const context = await browser.newContext({ viewport: { width: 390, height: 900 } });
    await each(sample(site.pages), async ({ page: address }) => {
        const { page } = await open(context, site.url(address));
        await page.keyboard.press("Tab");
        const link = await page.evaluate(() => {
            const { activeElement } = document;
            const box = activeElement.getBoundingClientRect();
            const seen = box.width > 20 && box.height > 10 && box.left >= 0 && box.top >= 0 && box.right <= innerWidth;
            return { href: activeElement.getAttribute("href"), seen };
        });
        await page.keyboard.press("Enter");
        await page.keyboard.press("Tab");
        const after = await page.evaluate(() => {
            const main = document.querySelector("main");
            const { activeElement } = document;
            // A page without a link in its main part goes on to the foot.
            const first = [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")].find(
                (element) => main.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING && element.checkVisibility(),
            );
            return { hash: location.hash, right: activeElement === first, there: activeElement.outerHTML.slice(0, 120) };
        });
        checks.check(`/${address}: the skip link`, [
            link.href === "#main" ? null : `the first stop is ${link.href}, not #main`,
            link.seen ? null : "it is not seen when it has the focus",
            after.hash === "#main" ? null : `Enter leads to "${after.hash}"`,
            after.right ? null : `the next stop is not the first of the content: ${after.there}`,
        ]);
        await page.close();
    });
    await context.close();
}

async function every(site) {
    const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
    await each(site.pages, async ({ page: address }) => {
        const { page, faults } = await open(context, site.url(address));
        const seen = await page.evaluate(() => ({
            h1: [...document.querySelectorAll("h1")].map((element) => element.textContent.trim()),
            lang: document.documentElement.lang,
            title: document.title.trim(),
        }));
        checks.check(`/${address}: quiet`, faults);
        checks.check(`/${address}: not wider than 320 pixels`, await sideways(page));
        checks.check(`/${address}: one h1, a title, a language`, [
            seen.h1.length === 1 && seen.h1[0] !== "" ? null : `h1: ${JSON.stringify(seen.h1)}`,
            seen.title ? null : "no title",
            seen.lang ? null : "no language",
        ]);
        await page.close();
    });
    await context.close();
}

async function notes(site) {
    const noted = site.pages.filter(({ html }) => html.includes('role="doc-noteref"')).slice(0, 4);
    checks.check("some articles have notes", noted.length > 2 ? null : "none has");
    const places = (page) =>
        page.evaluate(() => {
            const box = (element) => element.getBoundingClientRect();
            const text = box(document.querySelector(".prose"));
            return [...document.querySelectorAll(".notes li")].map((note, at) => {
                const sign = box(document.getElementById(`note-ref-${at + 1}`));
                const { left, top, bottom, right } = box(note);
                return { beside: left >= text.right, seen: right <= innerWidth, top, bottom, below: top > sign.bottom, off: Math.abs(top - sign.top) };
            });
        });
    for (const [width, media, wanted] of [[1280, "screen", "margin"], [1600, "screen", "margin"], [390, "screen", "foot"], [1280, "print", "foot"]]) {
        const context = await browser.newContext({ viewport: { width, height: 900 } });
        for (const { page: address } of noted) {
            const { page } = await open(context, site.url(address));
            await page.emulateMedia({ media });
            const wrong = (await places(page)).flatMap((note, at, all) => {
                const above = all[at - 1];
                if (wanted === "foot") return note.below && !note.beside ? [] : [`note ${at + 1} does not stand at the foot`];
                const close = note.off < 40 || (above && note.top - above.bottom < 40);
                return note.beside && note.seen && close && !(above && note.top < above.bottom) ? [] : [`note ${at + 1}: ${JSON.stringify(note)}`];
            });
            checks.check(`/${address} at ${width}, ${media}: notes in the ${wanted}`, wrong);
            await page.close();
        }
        await context.close();
    }
}

async function choice(site) {
    const context = await browser.newContext({ viewport: { width: 390, height: 900 }, javaScriptEnabled: false });
    const { page } = await open(context, site.url(""));
    const seen = () => page.locator(".card").evaluateAll((cards) => cards.filter((card) => card.checkVisibility()).map((card) => card.className));
    const all = await seen();
    await page.locator(".choice input[value=disputed]").focus();
    await page.keyboard.press("Space");
    const some = await seen();
    const empty = await page.locator(".day, .month").evaluateAll((parts) => parts.filter((part) => part.checkVisibility() && !part.querySelector(".is-disputed")).length);
    checks.check("/: the disputed entries alone", [
        some.length > 0 && some.length < all.length ? null : `${some.length} of ${all.length} are shown`,
        some.every((name) => name.includes("is-disputed")) ? null : `others are shown: ${some}`,
        empty === 0 ? null : `${empty} days or months without an entry are shown`,
    ]);
    await page.locator('.choice input[value=""]').check();
    checks.check("/: and all of them again", (await seen()).length === all.length ? null : "some are missing");
    await context.close();
}

async function redirects(site) {
    const context = await browser.newContext();
    checks.check("some pages had another address once", site.redirects.length > 2 ? null : "none had");
    await each(site.redirects, async ({ page: address }) => {
        const { page, faults } = await open(context, site.url(address));
        await page.waitForURL((url) => url.href !== site.url(address), { timeout: 10000 }).catch(() => {});
        checks.check(`/${address}: leads on`, [page.url() === site.url(address) ? "it stays" : null, ...faults]);
        await page.close();
    });
    await context.close();
}

async function under(site) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await each(sample(site.pages), async ({ page: address }) => {
        const { page, faults } = await open(context, site.url(address));
        const away = await page.evaluate((base) => {
            const local = [...document.querySelectorAll("[href], [src]")].map((element) => new URL(element.href?.baseVal ?? element.href ?? element.src, location));
            return local.filter((url) => url.host === location.host && !url.pathname.startsWith(base)).map(String);
        }, site.base);
        checks.check(`${site.base}${address}: quiet`, faults);
        checks.check(`${site.base}${address}: every link stays in the folder`, [...new Set(away)]);
        await page.close();
    });
    await context.close();
}

async function missing(site) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const answer = await page.goto(site.url("people/no/such/person/"));
    const seen = await page.evaluate(() => ({
        h1: document.querySelectorAll("h1").length,
        styled: [...document.styleSheets].some((sheet) => sheet.cssRules.length > 10),
        home: document.querySelector("header a").href,
    }));
    checks.check(`${site.base}people/no/such/person/: the page of what is not there`, [
        answer.status() === 404 ? null : `status ${answer.status()}`,
        seen.h1 === 1 ? null : `${seen.h1} h1`,
        seen.styled ? null : "without its style",
        seen.home === site.url("") ? null : `its way home is ${seen.home}`,
    ]);
    await context.close();
}
