// What can be found wrong with an open page. Each function gives the faults it sees, nothing if all is well.

import { readFileSync } from "node:fs";
import { each, open } from "./browser.mjs";
import { sample } from "./site.mjs";

const axe = readFileSync(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** What axe has against a page: WCAG 2.2 AA, and targets of less than 24 pixels that stand too close to others. */
export async function violations(page) {
    await page.evaluate(axe);
    const found = await page.evaluate(() =>
        window.axe.run(document, {
            runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"] },
            rules: { "target-size": { enabled: true } },
            resultTypes: ["violations"],
        }),
    );
    return found.violations.map(({ id, help, nodes }) => {
        const shown = nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 200)}\n  ${failureSummary.replaceAll("\n", "\n  ")}`);
        return `${id}: ${help}, ${nodes.length} times\n${shown.join("\n")}`;
    });
}

/** How much of a page stands beyond the side of the screen. */
export async function sideways(page) {
    return page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        const within = (element) => {
            for (let outer = element.parentElement; outer && outer !== document.body; outer = outer.parentElement) {
                if (getComputedStyle(outer).overflowX !== "visible") return true;
            }
            return false;
        };
        // Beyond the end of a line only what scrolls by itself may stand; what is read aloud only is one pixel wide.
        const beyond = [...document.body.querySelectorAll("*")].filter((element) => {
            const box = element.getBoundingClientRect();
            return box.width > 1 && box.right > clientWidth + 1 && element.checkVisibility() && !within(element) && !element.closest("svg");
        });
        if (scrollWidth <= clientWidth && beyond.length === 0) return [];
        return [`${scrollWidth} px wide on a screen of ${clientWidth}`, ...beyond.slice(0, 3).map((element) => element.outerHTML.slice(0, 160))];
    });
}

/** Axe over one page of every kind of a site, which is quiet and no wider than the screen. */
export async function accessible(browser, checks, site, { width, colorScheme }) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    await each(sample(site.pages), async ({ kind, page: address }) => {
        const { page, faults } = await open(context, site.url(address));
        const where = `${site.name}: ${kind} /${address} at ${width}, ${colorScheme}`;
        checks.check(`${where}: axe`, await violations(page));
        checks.check(`${where}: quiet`, faults);
        checks.check(`${where}: not wider than the screen`, await sideways(page));
        await page.close();
    });
    await context.close();
}

/** Opens everything that can be opened. */
export async function unfold(page) {
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
}

/** Text that a box cuts off. What is read aloud only is cut off on purpose, and so is a page's own name above its title. */
export async function clipped(page) {
    return page.evaluate(() =>
        [...document.body.querySelectorAll("*")]
            .filter((element) => {
                const { overflowX, overflowY, clipPath, position } = getComputedStyle(element);
                const hides = ["hidden", "clip"].includes(overflowX) || ["hidden", "clip"].includes(overflowY);
                if (!hides || element.closest("svg") || !element.checkVisibility() || (position === "absolute" && clipPath !== "none") || element.matches(".breadcrumbs [aria-current]")) return false;
                return element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
            })
            .slice(0, 3)
            .map((element) => `${element.scrollWidth}×${element.scrollHeight} in ${element.clientWidth}×${element.clientHeight}: ${element.outerHTML.slice(0, 160)}`),
    );
}

/** Whether what has the focus shows it, and is not covered; `end` once the focus has left the page. */
export async function covered(page) {
    return page.evaluate(() => {
        const { activeElement: stop } = document;
        if (!stop || stop === document.body) return { end: true };
        const said = stop.outerHTML.slice(0, 120);
        // A line that is broken has a box for each part; a small control may be drawn by its label.
        const box = [...stop.getClientRects()].find(({ width, height }) => width > 0 && height > 0);
        if (!box) return { fault: `it has no size: ${said}` };
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        const there = document.elementFromPoint(x, y);
        if (!there) return { fault: `out of sight at ${Math.round(x)}, ${Math.round(y)}: ${said}` };
        const own = [stop, ...(stop.labels ?? [])].some((element) => element.contains(there) || there.contains(element));
        const above = getComputedStyle(there).position;
        if (!own || (there.contains(stop) && there !== stop && ["fixed", "sticky"].includes(above))) return { fault: `covered by ${there.outerHTML.slice(0, 80)}: ${said}` };
        const drawn = [stop, ...(stop.labels ?? []), ...[...stop.querySelectorAll("*")].slice(0, 8)];
        const look = () =>
            drawn
                .map((element) => {
                    const { outlineStyle, outlineWidth, outlineColor, boxShadow, backgroundColor, borderColor, fill, stroke, strokeWidth, textDecorationLine } = getComputedStyle(element);
                    return [outlineStyle === "none" ? "" : `${outlineWidth} ${outlineColor}`, boxShadow, backgroundColor, borderColor, fill, stroke, strokeWidth, textDecorationLine].join();
                })
                .join(";");
        const focused = look();
        stop.blur();
        const blurred = look();
        stop.focus({ preventScroll: true, focusVisible: true });
        return { fault: focused === blurred ? `it does not show that it has the focus: ${said}` : null };
    });
}

/** Marks of drawings that cannot be told from the ground, by their contrast of less than 3 : 1. */
export async function invisible(page) {
    return page.evaluate(() => {
        const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
        const rgba = (color) => {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = color;
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
            return { light: [r, g, b].map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)).reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0), alpha: a };
        };
        const ground = rgba(getComputedStyle(document.body).backgroundColor);
        const paper = ground.alpha ? ground.light : 1;
        const contrast = (color) => {
            const { light, alpha } = rgba(color);
            return alpha < 128 ? 1 : (Math.max(light, paper) + 0.05) / (Math.min(light, paper) + 0.05);
        };
        const shapes = [...document.querySelectorAll("svg :is(rect, path, circle, ellipse, line, polyline, polygon, text)")].filter((shape) => shape.checkVisibility());
        return shapes
            .filter((shape) => {
                const { fill, stroke } = getComputedStyle(shape);
                const paints = [fill, stroke].filter((paint) => paint !== "none" && rgba(paint).alpha > 0);
                return paints.length > 0 && paints.every((paint) => contrast(paint) < 3);
            })
            .slice(0, 3)
            .map((shape) => `fill ${getComputedStyle(shape).fill}, stroke ${getComputedStyle(shape).stroke} on ${getComputedStyle(document.body).backgroundColor}: ${shape.outerHTML.slice(0, 120)}`);
    });
}

/** What moves although the reader asked that nothing should. */
export async function moving(page) {
    return page.evaluate(() => {
        const slow = (times) => times.split(",").some((time) => Number.parseFloat(time) * (time.trim().endsWith("ms") ? 0.001 : 1) > 0.01);
        return [document.documentElement, ...document.querySelectorAll("body, body *")]
            .filter((element) => {
                const { transitionDuration, animationDuration, animationName, scrollBehavior } = getComputedStyle(element);
                return slow(transitionDuration) || (animationName !== "none" && slow(animationDuration)) || scrollBehavior === "smooth";
            })
            .slice(0, 3)
            .map((element) => element.outerHTML.slice(0, 120));
    });
}

/** Sources whose address is not put behind their name. */
export async function unprinted(page) {
    return page.evaluate(() =>
        [...document.querySelectorAll(".sources a[href^=http]")]
            .filter((link) => {
                const { content, display } = getComputedStyle(link, "::after");
                return !(link.checkVisibility() && display !== "none" && (content.includes("attr(href)") || content.includes(link.getAttribute("href"))));
            })
            .slice(0, 3)
            .map((link) => link.outerHTML.slice(0, 160)),
    );
}
