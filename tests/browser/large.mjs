// The filter on a site of ten thousand entries: `node large.mjs --dateline BINARY [--articles 10000] WORK`.
// How long it takes from a key or a choice to what is painted is reported, since it is the machine's; how much is loaded is
// checked: 300 kB at most, compressed as hosts do it. The site is kept in WORK, and is the same on every machine.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { launch, open } from "./browser.mjs";
import { Checks } from "./checks.mjs";
import { serve } from "./server.mjs";

const { values: given, positionals } = parseArgs({ options: { dateline: { type: "string" }, articles: { type: "string", default: "10000" } }, allowPositionals: true });
const checks = new Checks("large");
const work = resolve(positionals[0]);
const [root, out] = ["site", "out"].map((name) => join(work, name));
write(Number(given.articles));
execFileSync(given.dateline, ["build", "--quiet", "--root", root, "--out", out], { stdio: "inherit" });

const server = await serve(out, "/");
const browser = await launch();
try {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    // A phone of the middle class is about four times as slow as a desk.
    const { page, faults } = await open(context, `${server.origin}/`);
    const session = await context.newCDPSession(page);
    const loaded = new Map();
    page.on("response", (response) => {
        const { pathname } = new URL(response.url());
        if (pathname.startsWith("/data/")) loaded.set(pathname, gzipSync(readFileSync(join(out, pathname))).length);
    });
    const weight = () => Math.round([...loaded.values()].reduce((sum, size) => sum + size, 0) / 100) / 10;
    const slow = (rate) => session.send("Emulation.setCPUThrottlingRate", { rate });
    await page.keyboard.press("/");
    await page.keyboard.type("q");
    await page.locator("#found [role=option]").first().waitFor();
    console.log(`the index and the names: ${weight()} kB`);

    for (const rate of [1, 4]) {
        await slow(rate);
        await page.locator("#find").fill("");
        const keystrokes = [];
        for (const key of "person ka") keystrokes.push(await painted(page, (key) => {
            const find = document.querySelector("#find");
            find.value += key;
            find.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }, key));
        say(`a key in the box, processor slowed ${rate} times`, keystrokes);
        await page.keyboard.press("Escape");
        const statuses = [];
        for (const status of ["confirmed", "reported", "claimed", ""]) statuses.push(await painted(page, (status) => document.querySelector(`.statuses [value="${status}"]`).click(), status));
        say(`a status chosen, processor slowed ${rate} times`, statuses);
        await slow(1);
    }
    for (const name of ["Person 0", "Topic 3"]) {
        await page.locator("#find").fill(name);
        await page.keyboard.press("Enter");
        await page.waitForURL((url) => decodeURIComponent(url.search).includes(name.toLowerCase().replace(" ", "-")));
        await page.waitForTimeout(1000);
        console.log(`${name}: ${await page.locator(".filter [role=status]").textContent()}, ${weight()} kB so far`);
    }
    await page.locator("[name=clear]").click();
    await page.locator("#find").fill("Person 480");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => /^\d/.test(document.querySelector(".filter [role=status]").textContent));
    await page.waitForTimeout(500);
    const rare = await page.locator(".filter [role=status]").textContent();
    console.log(`somebody rare: ${rare}, ${weight()} kB so far, in ${loaded.size} pieces`);
    checks.check("three names one after the other load at most 300 kB", weight() <= 300 ? null : `${weight()} kB`);
    checks.check("somebody was found", /^[1-9]/.test(rare) ? null : rare);
    checks.check("quiet", faults);
    await context.close();
} finally {
    await browser.close();
    server.close();
}
checks.end();

/** How long it takes until what was done has been painted. */
function painted(page, work, given) {
    return page.evaluate(
        async ([work, given]) => {
            const began = performance.now();
            new Function("given", `(${work})(given)`)(given);
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
            return performance.now() - began;
        },
        [work.toString(), given],
    );
}

function say(what, times) {
    const sorted = [...times].sort((a, b) => a - b);
    console.log(`${what}: ${Math.round(sorted[Math.floor(sorted.length / 2)])} ms, at most ${Math.round(sorted.at(-1))} ms (two frames are 33 ms)`);
}

/** Articles over thirty years; 500 people and 100 each of organisations, places and topics, named by Zipf's law. */
function write(count) {
    let seed = 0x5eed;
    const random = () => {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        return seed / 2 ** 32;
    };
    const zipf = (most) => Math.floor(most ** random()) - 1;
    const words = "talks border minister summit treaty aid army port trade visit storm court vote budget strike line river rail energy archive".split(" ");
    const some = (kind, most, upTo) => [...new Set(Array.from({ length: 1 + Math.floor(random() * upTo) }, () => `${kind} ${zipf(most)}`))].join(", ");
    for (let at = 0; at < count; at += 1) {
        const day = new Date(Date.UTC(1995, 0, 1) + Math.floor((at / count) * 30 * 365.25) * 864e5).toISOString().slice(0, 10);
        const title = Array.from({ length: 7 }, () => words[Math.floor(random() * words.length)]).join(" ");
        const status = ["confirmed", "reported", "claimed", "disputed"][Math.floor(random() * 4)];
        const folder = join(root, "content/articles", day.slice(0, 4));
        mkdirSync(folder, { recursive: true });
        const head = [`title: "${title} ${at}"`, `date: ${day}`, `status: ${status}`, `importance: ${1 + Math.floor(random() * 5)}`, `people: [${some("Person", 500, 4)}]`];
        head.push(`organizations: [${some("Organisation", 100, 2)}]`, `places: [${some("Place", 100, 2)}]`, `topics: [${some("Topic", 100, 2)}]`);
        writeFileSync(join(folder, `${title.replaceAll(" ", "-")}-${at}.md`), `---\n${head.join("\n")}\n---\nThe text of number ${at}.\n`);
    }
    writeFileSync(join(root, "dateline.yaml"), "title: A large site\nbase_url: http://127.0.0.1/\nlanguage: en\n");
}
