// Pictures of the demonstration site for people to look at: `node pictures.mjs --dateline BINARY --root SITE FOLDER`.
// With `--readme` also the picture of the README, home.png beside this file.

import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch, open } from "./browser.mjs";
import { built, sample } from "./site.mjs";

const { values: given, positionals } = parseArgs({
    options: { dateline: { type: "string" }, root: { type: "string" }, readme: { type: "boolean" } },
    allowPositionals: true,
});
const into = positionals[0];
await mkdir(into, { recursive: true });
const work = await mkdtemp(join(tmpdir(), "dateline-pictures-"));
const site = await built({ ...given, folder: join(work, "site"), base: "/" });
const browser = await launch();
try {
    for (const colorScheme of ["light", "dark"]) {
        for (const width of [1280, 390]) {
            const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
            for (const wanted of ["home", "article", "person"]) {
                const { page } = await open(context, site.url(sample(site.pages).find(({ kind }) => kind === wanted).page));
                const path = join(into, `${wanted}-${width}-${colorScheme}.png`);
                await page.screenshot({ path });
                console.log(path);
                await page.close();
            }
            await context.close();
        }
    }
    if (given.readme) {
        const path = fileURLToPath(new URL("home.png", import.meta.url));
        const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: "light" });
        const { page } = await open(context, site.url(""));
        await page.screenshot({ path });
        const { size } = await stat(path);
        console.log(`${path}: ${Math.round(size / 1000)} kB`);
        if (size > 200_000) throw new Error("the picture of the README is larger than 200 kB");
    }
} finally {
    await browser.close();
    site.close();
    await rm(work, { recursive: true });
}
