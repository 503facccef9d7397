// A static file server as hosts have it: an address that ends with a slash is its index.html, a folder without one is
// redirected, what is not there is 404.html, text is sent in gzip and what bears its digest in its name is kept. On loopback only.

import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

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

/** What grows smaller by gzip; the rest is compressed already. */
const TEXT = /^text\/|json|xml/;

/** A name that changes with what is in the file: `style.bd35ba5d99.css`. */
const DIGESTED = /\.[0-9a-f]{10,}\.\w+$/;

const compress = promisify(gzip);

/** Serves what `folder` will hold under the path `base` (`/`, `/korea/`) of a free port. */
export async function serve(folder, base) {
    const server = createServer(async (request, response) => {
        const path = decodeURIComponent(new URL(request.url, "http://127.0.0.1").pathname);
        const file = path.startsWith(base) ? normalize(join(folder, path.slice(base.length), path.endsWith("/") ? "index.html" : "")) : null;
        const found = file?.startsWith(folder) && !file.includes("/.dateline") ? await stat(file).catch(() => null) : null;
        if (found?.isDirectory()) {
            response.writeHead(301, { location: `${path}/` }).end();
        } else if (found) {
            await send(request, response, 200, extname(file), await readFile(file), DIGESTED.test(file) ? "public, max-age=31536000, immutable" : "public, max-age=600");
        } else {
            await send(request, response, 404, ".html", await readFile(join(folder, "404.html")).catch(() => Buffer.from("Not found")), "no-cache");
        }
    });
    await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
    return { origin: `http://127.0.0.1:${server.address().port}`, base, close: () => server.close() };
}

async function send(request, response, status, extension, bytes, cacheControl) {
    const type = TYPES[extension] ?? "application/octet-stream";
    const headers = { "content-type": type, "cache-control": cacheControl, vary: "accept-encoding" };
    if (TEXT.test(type) && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "")) {
        const packed = await compress(bytes);
        response.writeHead(status, { ...headers, "content-encoding": "gzip", "content-length": packed.length }).end(packed);
    } else {
        response.writeHead(status, { ...headers, "content-length": bytes.length }).end(bytes);
    }
}
