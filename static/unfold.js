// Lays the months that the style lets wait (`.month.late`) out one by one, whenever the browser is idle, so that a long timeline
// opens as fast as a short one. Whoever scrolls, types, or comes to a place within the page or back to it, gets all of it at once.

const months = [...document.querySelectorAll(".month.late")];
const later = window.requestIdleCallback ?? setTimeout;
const next = () => {
    const start = performance.now();
    // Asked for its height, the browser lays a month out at once; so nothing else waits longer than a moment.
    while (months.length > 0 && performance.now() - start < 7) layOut(months.shift());
    if (months.length > 0) later(next);
};
const layOut = (month) => {
    month.classList.remove("late");
    return month.offsetHeight;
};
const rest = () => months.splice(0).forEach((month) => month.classList.remove("late"));
for (const event of ["scroll", "keydown", "pointerdown"]) addEventListener(event, rest, { once: true, passive: true });
if (location.hash || performance.getEntriesByType("navigation")[0]?.type !== "navigate") rest();
else if (document.readyState === "complete") next();
else addEventListener("load", next);
