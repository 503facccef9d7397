// A static file server as hosts have it: an address that ends with a slash is its index.html, a folder without one is
// redirected, what is not there is 404.html. On loopback only.

import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
};

/** Serves what `folder` will hold under the path `base` (`/`, `/korea/`) of a free port. */
export async function serve(folder, base) {
    const server = createServer(async (request, response) => {
        const path = decodeURIComponent(new URL(request.url, "http://127.0.0.1").pathname);
        const file = path.startsWith(base) ? normalize(join(folder, path.slice(base.length), path.endsWith("/") ? "index.html" : "")) : null;
        const found = file?.startsWith(folder) && !file.includes("/.dateline") ? await stat(file).catch(() => null) : null;
        if (found?.isDirectory()) {
            response.writeHead(301, { location: `${path}/` }).end();
        } else if (found) {
            response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-length": found.size });
            createReadStream(file).pipe(response);
        } else {
            const page = await readFile(join(folder, "404.html")).catch(() => "Not found");
            response.writeHead(404, { "content-type": TYPES[".html"] }).end(page);
        }
    });
    await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
    return { origin: `http://127.0.0.1:${server.address().port}`, base, close: () => server.close() };
}
