// The Nu HTML checker over a whole output folder, `node html.mjs FOLDER WORK`, or with `--sample` over some pages of each kind.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Checks } from "./checks.mjs";
import { pagesOf, someOfEach } from "./site.mjs";

const [whole, work, mode] = process.argv.slice(2);
const jar = fileURLToPath(import.meta.resolve("vnu-jar/build/dist/vnu.jar"));
const checks = new Checks("html");

const faulty = join(work, "faulty");
mkdirSync(faulty, { recursive: true });
writeFileSync(join(faulty, "index.html"), '<!doctype html><html lang="en"><title>x</title><p id="a"><p id="a"><table></p>');
checks.check("the checker finds a fault where there is one", errors(faulty).length > 0 ? null : "it found none");

const folder = mode === "--sample" ? await sampled(whole, join(work, "sampled")) : whole;
const pages = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".html"));
const found = group(errors(folder));
for (const page of pages) {
    checks.check(`/${page}`, (found.get(page) ?? []).slice(0, 5).map(({ message, line, extract }) => `line ${line}: ${message}: ${extract}`));
}
checks.end();

/** Copies some pages of each kind into a folder of their own. */
async function sampled(from, into) {
    for (const { page } of someOfEach(await pagesOf(from))) {
        const file = page === "" || page.endsWith("/") ? `${page}index.html` : page;
        cpSync(join(from, file), join(into, file));
    }
    return into;
}

/** What the checker has against the pages of a folder. */
function errors(of) {
    const ran = spawnSync("java", ["-Xss4m", "-Xmx512m", "-jar", jar, "--errors-only", "--skip-non-html", "--format", "json", of], { encoding: "utf8", maxBuffer: 1 << 28 });
    const text = ran.stderr.slice(ran.stderr.indexOf("{"));
    if (!text.startsWith("{")) throw new Error(`the checker did not run: ${ran.error ?? ran.stderr}`);
    return JSON.parse(text).messages.map(({ url, message, lastLine, extract }) => ({
        page: fileURLToPath(url).slice(of.length).replace(/^\/+/, ""),
        message,
        line: lastLine,
        extract: extract?.replaceAll("\n", " "),
    }));
}

/** Errors by page. */
function group(all) {
    const groups = new Map();
    for (const error of all) groups.set(error.page, [...(groups.get(error.page) ?? []), error]);
    return groups;
}
