// Opens a long timeline as fast as a short one. The style lets months out of view wait (`.timeline[data-late]`); once the page
// stands, they are laid out one after another whenever the browser is idle, so that nobody meets a month whose room is a guess.
// Whoever comes to a place within the page, by an address or by going back, gets all of it at once.

const months = [...document.querySelectorAll(".timeline[data-late] .month")];
const [{ type } = {}] = performance.getEntriesByType("navigation");
const later = window.requestIdleCallback ?? ((work) => setTimeout(work, 40));

function layOut(most) {
    for (const month of months.splice(0, most)) month.style.contentVisibility = "visible";
}

function next() {
    layOut(1);
    if (months.length > 0) later(next);
}

if (location.hash || (type && type !== "navigate")) layOut(Infinity);
else if (document.readyState === "complete") next();
else addEventListener("load", next, { once: true });
