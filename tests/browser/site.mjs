// Builds a site for the address it is served at, and knows its pages.

import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { serve } from "./server.mjs";

const run = promisify(execFile);

/** A site, built from `root` into `folder` and served under `base`; `name` is what checks call it. */
export async function built({ dateline, root, folder, base, name = "demo" }) {
    const server = await serve(folder, base);
    await run(dateline, ["build", "--root", root, "--out", folder, "--base-url", `${server.origin}${base}`]);
    const all = await pagesOf(folder);
    const pages = all.filter(({ html }) => !LEADS_ON.test(html));
    const redirects = all.filter(({ html }) => LEADS_ON.test(html));
    return { ...server, name, folder, pages, redirects, url: (page) => `${server.origin}${base}${page}` };
}

/** An old address leads on before anything of it can be looked at. */
const LEADS_ON = /<meta http-equiv="refresh"/;

/** The addresses of all pages under the site's own, each with its HTML: `people/kim-jong-un/`, `404.html`. */
export async function pagesOf(folder) {
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".html"));
    const read = files.map(async (file) => ({ page: file.replace(/(^|\/)index\.html$/, "$1"), html: await readFile(join(folder, file), "utf8") }));
    return (await Promise.all(read)).sort((a, b) => (a.page < b.page ? -1 : 1));
}

/** The kinds of page there are, by their addresses. */
const KINDS = {
    "home": /^$/,
    "reported": /^reported\/$/,
    "year": /^\d{4}\/$/,
    "month": /^\d{4}\/\d{2}\/$/,
    "year as reported": /^reported\/\d{4}\/$/,
    "article": /^articles\/[^/]*[^/\d][^/]*\/$/,
    "articles": /^articles\/$/,
    "articles of a year": /^articles\/\d{4}\/$/,
    "person": /^people\/[^/]+\/$/,
    "people": /^people\/$/,
    "organisation": /^organizations\/[^/]+\/$/,
    "organisations": /^organizations\/$/,
    "place": /^places\/[^/]+\/$/,
    "places": /^places\/$/,
    "topic": /^topics\/[^/]+\/$/,
    "topics": /^topics\/$/,
    "quotations": /^quotes\/$/,
    "sources": /^sources\/$/,
    "publisher": /^sources\/[^/]+\/$/,
    "pair": /^pairs\/[^/]+\/$/,
    "changes": /^changes\/$/,
    "plain page": /^(?!reported|articles|people|organizations|places|topics|quotes|sources|changes|corrections|search)[^/]*[^/\d][^/]*\/$/,
    "not found": /^404\.html$/,
};

/** What a site has only if its content has it. */
const PERHAPS = {
    "corrections": /^corrections\/$/,
    "search": /^search\/$/,
    "a person's year": /^people\/[^/]+\/\d{4}\/$/,
};

/** One page of each kind: the largest, which shows most. Of articles and persons also a middling one. */
export function sample(pages) {
    const of = (pattern) => pages.filter(({ page }) => pattern.test(page)).sort((a, b) => b.html.length - a.html.length);
    const chosen = [];
    for (const [kind, pattern] of Object.entries({ ...KINDS, ...PERHAPS })) {
        const found = of(pattern);
        if (found.length === 0 && kind in KINDS) {
            throw new Error(`the site has no page of the kind "${kind}"`);
        }
        found.slice(0, 1).forEach(({ page }) => chosen.push({ kind, page }));
        if (["article", "person"].includes(kind)) {
            chosen.push({ kind, page: found[Math.floor(found.length / 2)].page });
        }
    }
    return chosen;
}

/** The largest page of each kind, the smallest, and some between. */
export function someOfEach(pages, most = 8) {
    return Object.values({ ...KINDS, ...PERHAPS }).flatMap((pattern) => {
        const found = pages.filter(({ page }) => pattern.test(page)).sort((a, b) => b.html.length - a.html.length);
        const step = Math.max(1, (found.length - 1) / (most - 1));
        return Array.from({ length: Math.min(most, found.length) }, (_, at) => found[Math.round(at * step)]);
    });
}
