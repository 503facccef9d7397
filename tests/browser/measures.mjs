// What the built site weighs and whether it holds still, can be walked by keyboard, enlarged, recoloured and printed:
// `node measures.mjs --dateline BINARY --root SITE --work FOLDER`. On the demonstration site and on a newsroom of 2,000 entries.

import { join } from "node:path";
import { parseArgs } from "node:util";
import { each, launch, laidOut, open } from "./browser.mjs";
import { Checks } from "./checks.mjs";
import { accessible, clipped, covered, invisible, moving, sideways, unfold, unprinted } from "./look.mjs";
import { newsroom } from "./newsroom.mjs";
import { built, sample } from "./site.mjs";

/** The most a page may weigh in HTML, CSS and JavaScript, in bytes of gzip. */
const WEIGHT = { "home": 60_000, "reported": 60_000, "article": 30_000, "person": 60_000, "*": 60_000 };
const NODES = 3_000;
const REQUESTS = 10;

const { values: given } = parseArgs({ options: { dateline: { type: "string" }, root: { type: "string" }, work: { type: "string" } } });
const checks = new Checks("measures");
const began = Date.now();
const heading = (text) => console.log(`[${Math.round((Date.now() - began) / 1000)} s] ${text}`);

heading("a newsroom of 2,000 entries");
await newsroom(join(given.work, "newsroom"));
const sites = await Promise.all([
    built({ ...given, folder: join(given.work, "demo-out"), base: "/" }),
    built({ ...given, name: "newsroom", root: join(given.work, "newsroom"), folder: join(given.work, "newsroom-out"), base: "/" }),
]);
const browser = await launch();
try {
    heading("faults are seen where there are some");
    await faultsAreSeen();
    heading("accessibility of the newsroom: WCAG 2.2 AA by axe, wide and dark, narrow and light");
    await accessible(browser, checks, sites[1], { width: 1280, colorScheme: "dark" });
    await accessible(browser, checks, sites[1], { width: 390, colorScheme: "light" });
    for (const site of sites) {
        heading(`${site.name}: weight, nodes and requests; with and without scripts; nothing moves`);
        await weighs(site);
        heading(`${site.name}: at 320 pixels, and with text of twice the size`);
        await narrow(site);
        await enlarged(site);
        heading(`${site.name}: by keyboard`);
        for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 700 }]) await walked(site, viewport);
        heading(`${site.name}: forced colours, reduced motion, print`);
        await forced(site);
        await printed(site);
    }
} finally {
    await browser.close();
    sites.forEach((site) => site.close());
}
heading("done");
checks.end();

/** Every check below finds something on a page made to be wrong. */
async function faultsAreSeen() {
    const context = await browser.newContext({ viewport: { width: 400, height: 300 }, reducedMotion: "reduce" });
    const faulty = async (html, look) => {
        const page = await context.newPage();
        await page.setContent(`<!doctype html><html lang="en"><title>x</title><main>${html}</main>`);
        const found = await look(page);
        await page.close();
        return found.length > 0 ? null : `nothing is found in ${html}`;
    };
    const cover = '<b style="position:fixed;inset:0;background:red"></b>';
    checks.check("a link that is covered or does not show the focus is seen", [
        await faulty(`<a href="#a">one</a><a href="#b">two</a>${cover}`, (page) => walk(page, 2, "Tab")),
        await faulty('<a href="#a" style="outline:none">one</a>', (page) => walk(page, 1, "Tab")),
    ]);
    checks.check("a word that is cut off is seen", await faulty('<p style="width:40px;overflow:hidden">Constantinople</p>', clipped));
    checks.check("a line without a colour of the reader's is seen", await faulty('<svg><path d="M0 0h9" fill="none" stroke="#fefefe"/></svg>', invisible));
    checks.check("what moves is seen", await faulty("<p style='transition:all 1s'>x</p>", moving));
    checks.check("a source without its address is seen", await faulty('<ol class="sources"><li><a href="https://a.example/">x</a></ol>', unprinted));
    const page = await context.newPage();
    const shifts = await watched(page);
    // Later than half a second: what moves before counts as the answer to a click.
    await page.setContent("<!doctype html><p id=a>text<script>setTimeout(() => a.style.marginTop = '90px', 1500)</script>");
    for (let tries = 0; tries < 50 && shifts.length === 0; tries += 1) await page.waitForTimeout(200);
    checks.check("a text that jumps is seen", shifts.length > 0 ? null : "it is not");
    await context.close();
}

/** The layout shifts of a page from here on, as the browser tells them; it needs no script of the page. */
async function watched(page) {
    const shifts = [];
    const session = await page.context().newCDPSession(page);
    session.on("PerformanceTimeline.timelineEventAdded", ({ event }) => {
        const { value, hadRecentInput, sources } = event.layoutShiftDetails;
        if (!hadRecentInput) shifts.push(`a shift of ${value}: ${JSON.stringify(sources.map(({ previousRect, currentRect }) => [previousRect, currentRect]))}`);
    });
    await session.send("PerformanceTimeline.enable", { eventTypes: ["layout-shift"] });
    return shifts;
}

async function weighs(site) {
    const text = new Map();
    for (const javaScriptEnabled of [true, false]) {
        const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled });
        // Fonts, pictures and scripts come late, as they do on the way to a telephone.
        await context.route(/\.(woff2|png|jpe?g|webp|svg|js)$/, async (route) => {
            await new Promise((later) => setTimeout(later, 150));
            await route.continue();
        });
        await each(sample(site.pages), async ({ kind, page: address }) => {
            const where = `${site.name}: ${kind} /${address}${javaScriptEnabled ? "" : ", without scripts"}`;
            const [answers, sizes] = [[], []];
            let shifts;
            const { page, faults } = await open(context, site.url(address), async (page) => {
                shifts = await watched(page);
                page.on("requestfinished", (request) => {
                    answers.push(request.url());
                    if (["document", "stylesheet", "script"].includes(request.resourceType())) sizes.push(request.sizes());
                });
            });
            const before = answers.length;
            const weight = (await Promise.all(sizes)).reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
            const { nodes, height, cards } = await page.evaluate(() => ({
                nodes: document.querySelectorAll("*").length,
                height: document.documentElement.scrollHeight,
                cards: [...document.querySelectorAll(".card, .lines li, .people li, .quotation")].map((element) => element.textContent.replaceAll(/\s+/g, " ").trim()),
            }));
            // Nobody goes through a page in the tenth of a second in which the rest of it is laid out.
            if (javaScriptEnabled) await laidOut(page);
            await page.mouse.move(640, 450);
            for (let seen = 0; javaScriptEnabled && seen < Math.min(height, 16_000); seen += 2_000) {
                await page.mouse.wheel(0, 2_000);
                await page.waitForTimeout(30);
            }
            await page.waitForTimeout(200);
            const limit = WEIGHT[kind] ?? WEIGHT["*"];
            if (javaScriptEnabled && ["home", "article", "person"].includes(kind)) console.log(`    ${where}: ${weight} bytes, ${nodes} nodes, ${before} requests`);
            checks.check(`${where}: at most ${limit / 1000} kB of HTML, CSS and JavaScript`, weight > 0 && weight <= limit ? null : `${weight} bytes`);
            checks.check(`${where}: at most ${NODES} nodes`, nodes <= NODES ? null : `${nodes} nodes`);
            checks.check(`${where}: at most ${REQUESTS} requests`, before <= REQUESTS ? null : `${before}: ${answers.slice(0, before).join(" ")}`);
            checks.check(`${where}: quiet to its end`, faults);
            checks.check(`${where}: nothing jumps`, shifts);
            if (javaScriptEnabled) {
                text.set(address, cards);
            } else {
                const bare = new Set(cards);
                checks.check(`${where}: all that is there with scripts is there`, text.get(address).filter((card) => !bare.has(card)).slice(0, 3));
            }
            await page.close();
        });
        await context.close();
    }
}

async function narrow(site) {
    const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
    await each(sample(site.pages), async ({ kind, page: address }) => {
        const { page } = await open(context, site.url(address));
        await unfold(page);
        checks.check(`${site.name}: ${kind} /${address}: not wider than 320 pixels`, await sideways(page));
        await page.close();
    });
    await context.close();
}

/** The reader's own size of text is twice the usual one. */
async function enlarged(site) {
    for (const width of [1280, 390]) {
        const context = await browser.newContext({ viewport: { width, height: 900 } });
        await each(sample(site.pages), async ({ kind, page: address }) => {
            const { page } = await open(context, site.url(address), async (page) => {
                const session = await context.newCDPSession(page);
                await session.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
            });
            await unfold(page);
            const root = await page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
            const where = `${site.name}: ${kind} /${address} at ${width}, text of 200 %`;
            checks.check(`${where}: follows the reader's size`, root === "32px" ? null : root);
            checks.check(`${where}: not wider than the screen`, await sideways(page));
            checks.check(`${where}: no word is cut off`, await clipped(page));
            await page.close();
        });
        await context.close();
    }
}

/** Goes on by keyboard, and says where the focus is not seen. */
async function walk(page, steps, key) {
    const faults = [];
    for (let step = 0; step < steps; step += 1) {
        await page.keyboard.press(key);
        const { end, fault } = await covered(page);
        if (fault) faults.push(`${key} ${step + 1}: ${fault}`);
        if (end) break;
    }
    return faults.slice(0, 3);
}

async function walked(site, viewport) {
    const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
    const kinds = ["home", "reported", "year", "article", "person", "people", "quotations", "sources", "place", "organisations"];
    await each(sample(site.pages).filter(({ kind }) => kinds.includes(kind)), async ({ kind, page: address }) => {
        const { page } = await open(context, site.url(address));
        const where = `${site.name}: ${kind} /${address} at ${viewport.width}`;
        checks.check(`${where}: from the top, the focus is seen`, await walk(page, 30, "Tab"));
        await page.evaluate(() => {
            const links = [...document.querySelectorAll("main a[href]")].filter((link) => link.checkVisibility());
            links[Math.floor(links.length * 0.6)]?.focus();
        });
        checks.check(`${where}: on from the middle, the focus is seen`, await walk(page, 25, "Tab"));
        checks.check(`${where}: and back, the focus is seen`, await walk(page, 40, "Shift+Tab"));
        await page.close();
    });
    await context.close();
}

/** The reader's own colours, and nothing that moves. */
async function forced(site) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, forcedColors: "active", reducedMotion: "reduce" });
    for (const colorScheme of ["light", "dark"]) {
        await each(sample(site.pages), async ({ kind, page: address }) => {
            const { page } = await open(context, site.url(address), (page) => page.emulateMedia({ colorScheme }));
            checks.check(`${site.name}: ${kind} /${address}, forced colours, ${colorScheme}: every mark is seen`, await invisible(page));
            if (colorScheme === "light") checks.check(`${site.name}: ${kind} /${address}, reduced motion: nothing moves`, await moving(page));
            await page.close();
        });
    }
    await context.close();
}

async function printed(site) {
    // The width of A4 without its margins.
    const context = await browser.newContext({ viewport: { width: 658, height: 900 } });
    await each(sample(site.pages), async ({ kind, page: address }) => {
        const { page } = await open(context, site.url(address));
        const where = `${site.name}: ${kind} /${address}, printed`;
        const pdf = (await page.pdf({ format: "A4", preferCSSPageSize: true })).toString("latin1");
        checks.check(`${where}: is a document`, /^%PDF-/.test(pdf) && /\/Type\s*\/Page\b/.test(pdf) ? null : "it is none");
        await page.emulateMedia({ media: "print" });
        checks.check(`${where}: the addresses of sources are there`, await unprinted(page));
        checks.check(`${where}: not wider than the paper`, await sideways(page));
        await page.close();
    });
    await context.close();
}
