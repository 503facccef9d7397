// The Nu HTML checker over a whole output folder: `node html.mjs FOLDER WORK`.

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Checks } from "./checks.mjs";

const [folder, work] = process.argv.slice(2);
const jar = fileURLToPath(import.meta.resolve("vnu-jar/build/dist/vnu.jar"));
const checks = new Checks("html");

const faulty = join(work, "faulty");
mkdirSync(faulty, { recursive: true });
writeFileSync(join(faulty, "index.html"), '<!doctype html><html lang="en"><title>x</title><p id="a"><p id="a"><table></p>');
checks.check("the checker finds a fault where there is one", errors(faulty).length > 0 ? null : "it found none");

const pages = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".html"));
const found = group(errors(folder));
for (const page of pages) {
    checks.check(`/${page}`, (found.get(page) ?? []).slice(0, 5).map(({ message, line, extract }) => `line ${line}: ${message}: ${extract}`));
}
checks.end();

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
