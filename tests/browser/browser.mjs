// The Chromium of the system, shut in: nothing but loopback, a profile in a temporary folder.

import { execFileSync } from "node:child_process";
import { chromium } from "playwright-core";

/** What the browser is started with. */
export const FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** Starts the browser. Its profile is under TMPDIR and goes with it. */
export function launch() {
    const executablePath = process.env.CHROMIUM || execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim();
    return chromium.launch({ executablePath, args: FLAGS, headless: true });
}

/**
 * Opens an address and gives the page with all that went wrong on the way: messages, failures, requests to elsewhere.
 * `prepare` is done with the page before it goes there.
 */
export async function open(context, url, prepare = () => {}) {
    const page = await context.newPage();
    await prepare(page);
    const faults = [];
    const origin = new URL(url).origin;
    page.on("console", (message) => faults.push(`console ${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => faults.push(`error in a script: ${error.message}`));
    // What a page still asks for when one leaves it is given up, and that is no fault.
    const isGivenUp = (request) => request.failure()?.errorText === "net::ERR_ABORTED";
    page.on("requestfailed", (request) => isGivenUp(request) || faults.push(`failed: ${request.url()} (${request.failure()?.errorText})`));
    page.on("request", (request) => {
        const asked = new URL(request.url());
        if (asked.origin !== origin && asked.protocol !== "data:") faults.push(`leaves the host: ${request.url()}`);
    });
    page.on("response", (response) => {
        if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
    });
    await page.goto(url, { waitUntil: "load" });
    return { page, faults };
}

/** Waits until a long timeline is laid out to its end (unfold.js). */
export const laidOut = (page) => page.waitForFunction(() => !document.querySelector(".month.late"));

/** Does `work` for all of `things`, a few at a time. */
export async function each(things, work, atOnce = 2) {
    const waiting = [...things];
    const worker = async () => {
        while (waiting.length > 0) await work(waiting.shift());
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
}
