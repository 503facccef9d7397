// The preview as a writer uses it: `node serve.mjs --dateline BINARY --root SITE --work FOLDER`. A copy of the site is served, open
// in the browser, and changed: what is saved is seen, in the pages whose output has changed and in no other.

import { spawn } from "node:child_process";
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launch } from "./browser.mjs";
import { Checks } from "./checks.mjs";

const { values: given } = parseArgs({ options: { dateline: { type: "string" }, root: { type: "string" }, work: { type: "string" } } });
const checks = new Checks("serve");
const root = join(given.work, "served");
await rm(root, { recursive: true, force: true });
await mkdir(root, { recursive: true });
for (const part of ["content", "dateline.yaml"]) await cp(join(given.root, part), join(root, part), { recursive: true });

const file = (path) => join(root, path);
const change = async (path, from, to) => {
    const text = await readFile(file(path), "utf8");
    if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`);
    await writeFile(file(path), text.replace(from, to));
};
const found = (await readdir(file("content/articles"), { recursive: true })).map((path) => `content/articles/${path}`).find((path) => path.endsWith("pyongyang-summit.md"));

const server = spawn(given.dateline, ["serve", "--root", root, "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
let said = "";
server.stdout.on("data", (data) => (said += data));
server.stderr.on("data", (data) => (said += data));
const home = await until(() => said.match(/http:\/\/127\.0\.0\.1:\d+\//)?.[0]);
const browser = await launch();
try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const article = await opened(context, "articles/pyongyang-summit/");
    const other = await opened(context, "people/john-bolton/");

    await article.evaluate(() => scrollTo(0, 700));
    await article.waitForTimeout(200);
    const text = await readFile(file(found), "utf8");
    await writeFile(file(found), `${text}\n\nA sentence that was saved just now.\n`);
    await article.getByText("A sentence that was saved just now.").waitFor();
    checks.check("a text that is saved is seen, where one was", [await same(article, () => Math.round(scrollY), 700)]);
    checks.check("a page that has not changed is not loaded anew", [await same(other, () => window.marked, true)]);

    await mark(article);
    await mkdir(file("static"), { recursive: true });
    await writeFile(file("static/style.css"), (await readFile(join(given.root, "static/style.css"), "utf8")) + "\nbody { outline: 7px solid rgb(1, 2, 3) }\n");
    const outlined = (page) => page.waitForFunction(() => getComputedStyle(document.body).outlineColor === "rgb(1, 2, 3)");
    await Promise.all([outlined(article), outlined(other)]);
    checks.check("a style is changed in place, in every open page", [
        await same(article, () => window.marked, true),
        await same(other, () => window.marked, true),
        await same(article, () => document.querySelectorAll("link[rel=stylesheet]").length, 1),
    ]);

    await change(found, "\ndate:", "\ndate: the day after\nformer_date:");
    const message = article.locator("dateline-messages article");
    await message.waitFor();
    checks.check("an error is shown over the last good page", [
        /is not a date/.test(await message.innerText()) ? null : await message.innerText(),
        (await message.locator("a").getAttribute("href")).startsWith("vscode://file/") ? null : "no way to the editor",
        await same(article, () => window.marked, true),
        (await article.getByText("A sentence that was saved just now.").count()) === 1 ? null : "the page is gone",
    ]);
    await article.reload();
    await message.waitFor();
    checks.check("and stays under it when the page is loaded again", (await article.getByText("A sentence that was saved just now.").count()) === 1 ? null : "it is gone");
    await article.keyboard.press("Escape");
    await message.waitFor({ state: "detached" });
    await change(found, "\ndate: the day after\nformer_date:", "\ndate:");
    await other.locator("dateline-messages").waitFor({ state: "detached" });
    checks.check("it goes away when it is mended", [
        await same(article, () => document.querySelector("dateline-messages"), null),
        await same(other, () => window.marked, true),
    ]);

    await change("dateline.yaml", "title:", "title: [\ntitle_before:");
    await other.locator("dateline-messages article").waitFor();
    checks.check("a configuration that cannot be read leaves everything as it was", [await same(other, () => window.marked, true)]);
    await change("dateline.yaml", "title: [\ntitle_before:", "title:");
    await other.locator("dateline-messages").waitFor({ state: "detached" });

    await mkdir(file("templates/components"), { recursive: true });
    const template = "{% extends \"base.html\" %}{% block main %}<h1>Mine: {{ name }}</h1>{% endblock main %}";
    await writeFile(file("templates/entity.html"), template);
    await other.getByText("Mine: John Bolton").waitFor();
    await writeFile(file("templates/entity.html"), template.replace("name }}", "nonsense }}"));
    await other.locator("dateline-messages article").waitFor();
    checks.check("a template that fails is told, over the last good page", (await other.getByText("Mine: John Bolton").count()) === 1 ? null : "it is gone");
    await rm(file("templates"), { recursive: true });
    await other.getByRole("heading", { level: 1, name: "John Bolton" }).waitFor();

    await writeFile(file("static/picture.svg"), "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>");
    await writeFile(file("content/pages/drawn.md"), "---\ntitle: Drawn\n---\n\n![A drawing](/picture.svg)\n");
    await article.goto(`${home}drawn/`);
    await mark(article);
    await writeFile(file("static/picture.svg"), "<svg xmlns='http://www.w3.org/2000/svg' width='19' height='9'/>");
    await article.waitForFunction(() => document.querySelector("img")?.naturalWidth === 19 && !window.marked);
    checks.check("a picture that is saved is seen where it stands", []);

    await writeFile(file("content/pages/.new"), "---\ntitle: Drawn anew\n---\n\nWords.\n");
    await rename(file("content/pages/.new"), file("content/pages/drawn.md"));
    await article.getByRole("heading", { name: "Drawn anew" }).waitFor();
    await rm(file("content/pages/drawn.md"));
    await article.waitForFunction(() => !document.body.textContent.includes("Drawn anew"));
    checks.check("what is saved by renaming and what is deleted is followed", (await article.request.get(`${home}drawn/`)).status() === 404 ? null : "it still answers");

    const status = async (path, headers) => (await context.request.get(home + path, { headers, maxRedirects: 0 })).status();
    checks.check("it answers as a host does", [
        (await status("people")) === 301 ? null : "a folder without its slash does not lead on",
        (await status("nobody/")) === 404 ? null : "nothing is something",
        (await status("", { Host: "evil.example" })) === 421 ? null : "another host is answered",
        (await status("../dateline.yaml")) === 404 && (await status("%2e%2e/dateline.yaml")) === 404 && (await status(".dateline/manifest.json")) === 404 ? null : "it leaves the site",
        (await status("robots.txt", { Range: "bytes=0-9" })) === 206 && (await status("style.css", { Range: "bytes=5-" })) === 206 ? null : "no part of a file",
    ]);
    const ended = new Promise((resolve) => server.once("exit", resolve));
    const asked = Date.now();
    server.kill("SIGINT");
    await ended;
    checks.check("Ctrl-C ends it at once, with pages open", Date.now() - asked < 1000 ? null : `after ${Date.now() - asked} ms`);
} catch (error) {
    checks.check("to the end", `${error.stack}\n\n${said}`);
} finally {
    server.kill("SIGKILL");
    await browser.close();
}
checks.end();

async function opened(context, path) {
    const page = await context.newPage();
    await page.goto(home + path);
    await mark(page);
    return page;
}

/** What is gone when a page is loaded anew. */
function mark(page) {
    return page.evaluate(() => void (window.marked = true));
}

async function same(page, seen, wanted) {
    const got = await page.evaluate(seen);
    return got === wanted ? null : `${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`;
}

async function until(found) {
    for (let tries = 0; tries < 300; tries += 1) {
        const result = found();
        if (result) return result;
        await new Promise((later) => setTimeout(later, 100));
    }
    throw new Error(`it never came\n${said}`);
}
